package io.greenmim.train.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The recorded steps of the published code are in {@code verify}. */
class LinearProbeTest {

  private static final int CLASSES = 6;
  private static final FeatureTable TRAIN = DrawnFeatures.of(CLASSES, 60, 1, 2);
  private static final FeatureTable JUDGED = DrawnFeatures.of(CLASSES, 40, 1, 3);

  private static LinearProbe probe(Map<String, ?> settings) {
    return new LinearProbe(LinearSettings.of(settings), CLASSES, 0);
  }

  @ParameterizedTest
  @EnumSource(ProbeOptimiser.class)
  void learnsWithTheRateThatItChooses(ProbeOptimiser optimiser) throws Exception {
    LinearProbe probe = probe(Map.of("optimiser", optimiser, "stepFeatures", 64));
    try (NDManager manager = NDManager.newBaseManager()) {
      LinearProbe.Choice choice = probe.choose(manager, TRAIN);
      assertEquals(optimiser.rates(), List.copyOf(choice.tried().keySet()));
      // A fifth of each class is held out.
      choice.tried().values().forEach(tried -> assertEquals(72, tried.top1().of()));
      ProbeScore best = choice.tried().get(choice.rate());
      choice.tried().values().forEach(tried -> assertTrue(!tried.betterThan(best)));

      ProbeHead head = probe.fit(manager, TRAIN, choice.rate());
      ProbeScore score = probe.score(manager, head, JUDGED);
      assertEquals(240, score.top1().of());
      assertTrue(score.top1().share() > 0.7, score::toString);
      assertTrue(score.top5().share() > 0.98, score::toString);
      assertTrue(score.loss() < 0.8, score::toString);
    }
  }

  @Test
  void equalArgumentsGiveEqualBits() throws Exception {
    LinearProbe probe = probe(Map.of("epochs", 3, "stepFeatures", 50));
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] first = weights(probe.fit(manager, TRAIN, 3));
      assertArrayEquals(first, weights(probe.fit(manager, TRAIN, 3)), 0);
      LinearProbe other = new LinearProbe(LinearSettings.of(Map.of("epochs", 3)), CLASSES, 1);
      assertTrue(first[0] != weights(other.fit(manager, TRAIN, 3))[0]);
    }
  }

  /** Of one feature there is no variance: three in steps of two are one step. */
  @Test
  void noStepHasOneFeatureAlone() throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      FeatureTable three = TRAIN.rows(List.of(0, 1, 2));
      ProbeHead head = probe(Map.of("epochs", 2, "stepFeatures", 2)).fit(manager, three, 3);
      for (float value : head.variance().toFloatArray()) {
        assertTrue(Float.isFinite(value), () -> "variance " + value);
      }
    }
  }

  private static float[] weights(ProbeHead head) {
    return head.parameters().get("weight").getArray().toFloatArray();
  }

  /** Of logits of any size; a wrong eps or an unfolded mean is far off. */
  @Test
  void theFoldedLinearMapGivesTheSameLogits() throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      ProbeHead head = probe(Map.of("epochs", 5)).fit(manager, TRAIN, 10);
      NDArray features = JUDGED.array(manager);
      Map<String, StoredTensor> folded = head.folded();
      NDArray weight = array(manager, folded.get("weight"));
      NDArray bias = array(manager, folded.get("bias"));
      assertEquals(new Shape(CLASSES, DrawnFeatures.CHANNELS), weight.getShape());
      float[] expected = head.logits(features).toFloatArray();
      float[] actual = features.matMul(weight.transpose()).add(bias).toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], actual[i], 1e-4 * (1 + Math.abs(expected[i])));
      }
    }
  }

  private static NDArray array(NDManager manager, StoredTensor tensor) throws IOException {
    return manager.create(FloatValues.of(tensor), new Shape(tensor.shape()));
  }

  /** What is judged by in the end has no part in the choice, and few images choose nothing. */
  @Test
  void aGivenRateIsTakenAndTooFewImagesChooseNone() throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      LinearProbe.Choice given = probe(Map.of("baseLearningRate", 0.5)).choose(manager, TRAIN);
      assertEquals(new LinearProbe.Choice(0.5, Map.of()), given);
      FeatureTable few = DrawnFeatures.of(CLASSES, 4, 1, 2);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> probe(Map.of()).choose(manager, few));
      assertTrue(e.getMessage().startsWith("baseLearningRate: "), e.getMessage());
      FeatureTable one = new FeatureTable(List.of(new float[2]), Collections.nCopies(1, 0));
      assertThrows(IllegalArgumentException.class, () -> probe(Map.of()).fit(manager, one, 0.1));
    }
  }
}
