package io.greenmim.detect.roi;

import static io.greenmim.detect.testing.Golden.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.detect.testing.ArrayCalls;
import io.greenmim.detect.testing.Golden;
import io.greenmim.detect.testing.GoldenNetwork;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.weights.StateDict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadsTest {

  @Test
  void boxHeadEqualsTheRecordedOne() {
    Golden golden = Golden.open(GoldenNetwork.FILE);
    try (NDManager manager = NDManager.newBaseManager()) {
      BoxHead head = new BoxHead(GoldenNetwork.CHANNELS, 7, 32);
      golden.load(manager, head, "roi_heads.box_head.", new Shape(1, 16, 7, 7));
      BoxPredictor predictor = new BoxPredictor(32, 3, false);
      golden.load(manager, predictor, "roi_heads.box_predictor.", new Shape(1, 32));
      NDArray pooled = golden.array(manager, "train/roi/box_pooled_first");
      for (Precision precision : Precision.values()) {
        PassStore store = new PassStore(manager, precision);
        NDArray features = head.forward(store, pooled, false);
        NDArray logits = golden.array(manager, "train/roi/class_logits").get(":12");
        NDArray deltas = golden.array(manager, "train/roi/box_deltas").get(":12");
        double tolerance = precision == Precision.BF16 ? 2e-2 : 1e-5;
        assertClose(logits, predictor.logits(store, features, false), tolerance, "logits");
        assertClose(deltas, predictor.deltas(store, features, false), tolerance, "deltas");
      }
    }
  }

  /** The packed matrix takes features in the order of memory, whichever that is. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void packedBoxHeadEqualsThePlainOne(boolean channelsLast) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      BoxHead head = new BoxHead(4, 3, 8);
      head.initialize(manager, DataType.FLOAT32, new Shape(1, 4, 3, 3));
      NDArray pooled =
          channelsLast
              ? manager.randomNormal(new Shape(5, 3, 3, 4)).transpose(0, 3, 1, 2)
              : manager.randomNormal(new Shape(5, 4, 3, 3));
      NDArray plain = head.forward(new PassStore(manager, Precision.REFERENCE), pooled, false);
      head.serve(manager, InferencePrecision.FP32);
      NDArray packed = head.infer(manager, store -> head.forward(store, pooled, false));
      assertClose(plain, packed, 1e-5, "features");
    }
  }

  @Test
  void maskHeadEqualsTheRecordedOne() {
    Golden golden = Golden.open(GoldenNetwork.FILE);
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskHead head = new MaskHead(GoldenNetwork.CHANNELS, 16, 3, false);
      golden.load(manager, head, "roi_heads.mask_head.", new Shape(1, 16, 14, 14));
      NDArray pooled = golden.array(manager, "train/mask/pooled_first");
      NDArray expected = golden.array(manager, "train/mask/logits_first").get(":4");
      for (Precision precision : Precision.values()) {
        NDArray logits = head.forward(new PassStore(manager, precision), pooled, false);
        assertClose(expected, logits, precision == Precision.BF16 ? 2e-2 : 1e-5, "logits");
      }
    }
  }

  @Test
  void scoresAndDeltasAreReadTogether() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ArrayCalls calls = new ArrayCalls();
      NDArray logits = manager.create(new float[] {0, 0, 1, 1}, new Shape(2, 2));
      NDArray deltas = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new Shape(2, 4));
      RoiHeads.Predictions heard =
          new RoiHeads.Predictions(calls.watch(logits), calls.watch(deltas));

      float[] read = RoiHeads.read(heard);

      assertArrayEquals(new float[] {.5f, .5f, .5f, .5f, 1, 2, 3, 4, 5, 6, 7, 8}, read);
      assertEquals(List.of("toFloatArray"), calls.of(ArrayCalls.READ));
    }
  }

  @Test
  void takeNoRois() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ParameterStore store = new ParameterStore(manager, false);
      BoxHead box = new BoxHead(4, 7, 8);
      StateDict.of(box).initialise(manager, new Shape(1, 4, 7, 7), 1);
      BoxPredictor predictor = new BoxPredictor(8, 3, true);
      StateDict.of(predictor).initialise(manager, new Shape(1, 8), 1);
      MaskHead mask = new MaskHead(4, 4, 3, true);
      StateDict.of(mask).initialise(manager, new Shape(1, 4, 14, 14), 1);
      NDArray features = box.forward(store, manager.zeros(new Shape(0, 4, 7, 7)), true);
      assertEquals(new Shape(0, 8), features.getShape());
      NDList predicted = predictor.forward(store, new NDList(features), true);
      assertEquals(new Shape(0, 4), predicted.get(0).getShape());
      assertEquals(new Shape(0, 4), predicted.get(1).getShape());
      NDArray maps = mask.forward(store, manager.zeros(new Shape(0, 4, 14, 14)), true);
      assertEquals(new Shape(0, 1, 28, 28), maps.getShape());
    }
  }
}
