package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.testing.TinyRuns;
import io.greenmim.weights.StateDict;
import org.junit.jupiter.api.Test;

class MaskedImageTaskTest {

  private static double largest(FirstWeights weights, String name) {
    MaskedImageTask task = new MaskedImageTask(TinyRuns.MODEL, weights);
    try (NDManager manager = NDManager.newBaseManager()) {
      task.initialise(manager, 3);
      NDArray array = StateDict.of(task.model()).arrays().get(name);
      return array.abs().max().getFloat();
    }
  }

  @Test
  void firstWeightsArePublishedOrNormal() {
    String name = "encoder.layers.3.blocks.0.mlp.fc1.weight";
    double xavier = Math.sqrt(6.0 / (64 + 128));
    assertEquals(xavier, largest(FirstWeights.PUBLISHED, name), 0.01 * xavier);
    assertTrue(largest(FirstWeights.NORMAL, name) < 6 * 0.02);
    String decoder = "decoder_pred.weight";
    assertEquals(largest(FirstWeights.PUBLISHED, decoder), largest(FirstWeights.NORMAL, decoder));
  }
}
