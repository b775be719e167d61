package io.greenmim.detect.backbone;

import static io.greenmim.detect.testing.Golden.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ImageSize;
import io.greenmim.model.Encoder;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.swin.SwinConfig;
import io.greenmim.weights.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturePassTest {

  private static final Shape IMAGES = new Shape(2, 3, 96, 64);

  /** Drops paths: a stage must drop the same ones both times. */
  private static final SwinConfig CONFIG =
      new SwinConfig(
          ImageSize.square(128),
          4,
          3,
          8,
          List.of(2, 2, 2),
          List.of(1, 2, 4),
          4,
          2,
          0.4,
          1e-5,
          null);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void gradientsAreTheSameWhenStagesRunAgain(int frozen) {
    try (NDManager manager = NDManager.newBaseManager()) {
      EncoderFeatures features = features(manager, frozen);
      Map<String, NDArray> kept = gradients(manager, features, false);
      Map<String, NDArray> again = gradients(manager, features, true);
      assertEquals(kept.keySet(), again.keySet());
      kept.forEach((name, gradient) -> assertClose(gradient, again.get(name), 1e-6, name));
    }
  }

  @Test
  void frozenStagesGetNoGradientAndDropNothing() {
    try (NDManager manager = NDManager.newBaseManager()) {
      EncoderFeatures features = features(manager, 2);
      Map<String, Parameter> parameters = StateDict.of(features).parameters();
      parameters.forEach(
          (name, parameter) -> {
            boolean frozen =
                name.startsWith("patch_embed.")
                    || name.startsWith("layers.0.")
                    || name.startsWith("layers.1.");
            assertEquals(!frozen, parameter.requiresGradient(), name);
            assertEquals(!frozen, parameter.getArray().hasGradient(), name);
          });
      gradients(manager, features, false)
          .forEach(
              (name, gradient) ->
                  assertTrue(gradient.abs().sum().getFloat() > 0, name + " has a gradient"));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray images = images(manager);
      List<NDArray> inference = features.forward(store, images);
      try (StagedPass pass = new StagedPass(store, false, 3)) {
        List<NDArray> training = features.forward(store, pass, images);
        assertClose(inference.get(1), training.get(1), 1e-6, "no path dropped in stage 1");
        float difference = inference.get(2).sub(training.get(2)).abs().max().getFloat();
        assertTrue(difference > 1e-3, "paths dropped in stage 2");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPassLeavesNoArraysBehind(boolean recompute) {
    try (NDManager manager = NDManager.newBaseManager()) {
      EncoderFeatures features = features(manager, 1);
      try (NDManager step = manager.newSubManager()) {
        NDArray images = images(step);
        int before = step.getManagedArrays().size();
        backward(manager, features, images, recompute);
        assertEquals(before, step.getManagedArrays().size());
      }
    }
  }

  @Test
  void refusesMoreFrozenStagesThanThereAre() {
    Encoder trunk = Backbones.newEncoder(CONFIG, EncoderUse.PYRAMID);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new EncoderFeatures(trunk, 1e-5, 4));
    assertTrue(e.getMessage().contains("0 to 3, got 4"), e.getMessage());
  }

  @Test
  void namesAreThePublishedOnes() {
    Encoder trunk = Backbones.newEncoder(CONFIG, EncoderUse.PYRAMID);
    var names =
        StateDict.of(new PyramidBackbone(new EncoderFeatures(trunk, 1e-5, 0), 8))
            .parameters()
            .keySet();
    assertTrue(
        names.containsAll(
            List.of(
                "bottom_up.patch_embed.proj.weight",
                "bottom_up.layers.1.downsample.reduction.weight",
                "bottom_up.norm2.bias",
                "fpn_lateral2.weight",
                "fpn_output4.bias")),
        names.toString());
    assertFalse(names.contains("bottom_up.norm.weight"), "no norm but the maps' own");
  }

  private static EncoderFeatures features(NDManager manager, int frozen) {
    EncoderFeatures features =
        new EncoderFeatures(Backbones.newEncoder(CONFIG, EncoderUse.PYRAMID), 1e-5, frozen);
    StateDict.of(features).initialise(manager, IMAGES, 5);
    return features;
  }

  private static NDArray images(NDManager manager) {
    Engine.getInstance().setRandomSeed(4);
    return manager.randomNormal(IMAGES);
  }

  private static Map<String, NDArray> gradients(
      NDManager manager, EncoderFeatures features, boolean recompute) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    StateDict.of(features)
        .arrays()
        .values()
        .forEach(
            array -> {
              if (array.hasGradient()) {
                array.getGradient().muli(0);
              }
            });
    backward(manager, features, images(manager), recompute);
    StateDict.of(features)
        .arrays()
        .forEach(
            (name, array) -> {
              if (array.hasGradient()) {
                gradients.put(name, array.getGradient().duplicate());
              }
            });
    return gradients;
  }

  private static void backward(
      NDManager manager, EncoderFeatures features, NDArray images, boolean recompute) {
    ParameterStore store = new ParameterStore(manager, false);
    try (StagedPass pass = new StagedPass(store, recompute, 3)) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector();
          ArrayScope scope = new ArrayScope()) {
        List<NDArray> maps = features.forward(store, pass, images);
        NDArray loss = maps.get(0).sin().sum();
        for (NDArray map : maps.subList(1, maps.size())) {
          loss = loss.add(map.sin().sum());
        }
        collector.backward(loss);
      }
      pass.backward();
    }
  }
}
