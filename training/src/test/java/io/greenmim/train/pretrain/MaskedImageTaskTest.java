package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
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

  @Test
  void thePlotTellsWhichLossItIs() {
    assertEquals("mean squared error on hidden patches", TinyRuns.task().lossName());
    ModelConfig simMim = ModelConfig.of("x", TinyRuns.MODEL.encoder(), new SimMimConfig(32, 0.6));
    assertEquals("mean absolute error on hidden patches", new MaskedImageTask(simMim).lossName());
  }

  /** The tiny encoder has five blocks: embedding 0, blocks 1 to 5, the rest 6. */
  @Test
  void earlierLayersOfTheEncoderHaveMoreBehindThem() {
    MaskedImageTask task = TinyRuns.task();
    assertEquals(6, task.layersBehind("encoder.patch_embed.proj.weight", null));
    assertEquals(1, task.layersBehind("encoder.layers.3.blocks.0.mlp.fc1.weight", null));
    assertEquals(0, task.layersBehind("encoder.norm.weight", null));
    assertEquals(0, task.layersBehind("decoder_pred.weight", null));
  }
}
