package io.greenmim.convnext;

import static io.greenmim.testing.Arrays.NETWORK;
import static io.greenmim.testing.Arrays.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ResponseNorm;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.FcmaeModel;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.weights.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * FCMAE over whole maps that are zero where patches are hidden, against the visible sites alone.
 */
class ZeroFilledTest {

  /** Loss and gradients by name. */
  private static Map<String, NDArray> results(
      NDManager manager,
      List<PatchMask> masks,
      ResponseNorm over,
      boolean zeroFilled,
      Precision p) {
    FcmaeModel model = ConvNextTest.model(manager, over, 0.3);
    MaskPlanner sparse = model.planner(GroupingMode.AUTO);
    MaskPlanner planner = zeroFilled ? sparse.zeroFilled().orElseThrow() : sparse;
    PassStore store = new PassStore(manager, p);
    PassStore.seed(store, 4);
    Map<String, NDArray> results = new LinkedHashMap<>();
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray loss = model.loss(store, ConvNextTest.images(manager), planner.plan(masks), true);
      collector.backward(loss);
      results.put("loss", loss.duplicate());
    }
    StateDict.of(model)
        .parameters()
        .forEach((name, own) -> results.put(name, own.getArray().getGradient().duplicate()));
    return results;
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"REFERENCE", "FP32"})
  void lossAndGradientsAreThoseOfTheVisibleSites(Precision precision) {
    for (List<PatchMask> masks :
        List.of(ConvNextTest.SHARED, ConvNextTest.EVEN, ConvNextTest.UNEVEN)) {
      for (ResponseNorm over : ResponseNorm.values()) {
        try (NDManager manager = NDManager.newBaseManager()) {
          Map<String, NDArray> expected = results(manager, masks, over, false, precision);
          Map<String, NDArray> actual = results(manager, masks, over, true, precision);
          assertEquals(expected.keySet(), actual.keySet());
          expected.forEach((name, value) -> assertClose(value, actual.get(name), NETWORK, name));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ResponseNorm.class)
  void theWorkIsThatOfWholeMaps(ResponseNorm over) {
    ConvNext encoder = new ConvNext(ConvNextTest.config(over, 0), EncoderUse.POOLED);
    MaskPlanner sparse = encoder.planner(32, GroupingMode.AUTO);
    MaskPlanner filled = sparse.zeroFilled().orElseThrow();
    assertEquals(
        encoder.work(encoder.config().imageSize()), encoder.work(filled.plan(ConvNextTest.SHARED)));
    assertTrue(
        encoder.work(sparse.plan(ConvNextTest.SHARED)).linear()
            < encoder.work(filled.plan(ConvNextTest.SHARED)).linear());
  }
}
