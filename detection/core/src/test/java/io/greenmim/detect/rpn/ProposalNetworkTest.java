package io.greenmim.detect.rpn;

import static io.greenmim.detect.testing.Golden.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.detect.testing.Golden;
import io.greenmim.detect.testing.GoldenNetwork;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalNetworkTest {

  @Test
  void predictionsEqualTheRecordedOnes() {
    Golden golden = Golden.open(GoldenNetwork.FILE);
    try (NDManager manager = NDManager.newBaseManager()) {
      ProposalNetwork head = head(manager, golden);
      List<NDArray> levels = GoldenNetwork.levels(manager, golden);
      NDArray all = head.forward(new PassStore(manager, Precision.FP32), levels, false);
      int[] counts = {5760, 1440, 360, 90, 27};
      assertEquals(7677, all.getShape().get(1));
      int begin = 0;
      for (int i = 0; i < counts.length; i++) {
        Shape map = levels.get(i).getShape();
        NDArray level =
            all.get(":, %d:%d".formatted(begin, begin + counts[i]))
                .reshape(2, map.get(2), map.get(3), 3, 5);
        String name = "/p" + (i + 2);
        golden.assertFeatures(
            "rpn_head/logits" + name, level.get("..., 0").transpose(0, 3, 1, 2), Golden.LOGITS);
        NDArray deltas = level.get("..., 1:").transpose(0, 3, 4, 1, 2);
        golden.assertFeatures(
            "rpn_head/deltas" + name, deltas.reshape(2, 12, map.get(2), map.get(3)), Golden.LOGITS);
        begin += counts[i];
      }
      NDArray half = head.forward(new PassStore(manager, Precision.BF16), levels, false);
      assertClose(all, half, 2e-2, "bfloat16");
    }
  }

  private static ProposalNetwork head(NDManager manager, Golden golden) {
    ProposalNetwork head = new ProposalNetwork(GoldenNetwork.CHANNELS, 3);
    golden.load(manager, head, "proposal_generator.rpn_head.", new Shape(1, 16, 8, 8));
    return head;
  }
}
