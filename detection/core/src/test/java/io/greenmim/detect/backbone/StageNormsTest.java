package io.greenmim.detect.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.model.AllPatches;
import io.greenmim.model.EncoderStage;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.weights.StateDict;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The normalisations of a detector's maps, on variances as small as their constant. */
class StageNormsTest {

  private static final double TOLERANCE = 1e-4;

  /** The small detectors of all families. */
  static Stream<String> encoders() {
    return Backbones.variants().stream()
        .filter(v -> v.detection().map(Variant.DetectorTraits::narrow).orElse(false))
        .map(Variant::name);
  }

  /** Those whose encoders leave it to the detector to normalise the maps. */
  static Stream<String> plainEncoders() {
    return encoders()
        .filter(
            name ->
                !Backbones.newEncoder(Backbones.variant(name).encoder(), EncoderUse.PYRAMID)
                    .normalisesStages());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void theirConstantIsTheUsualOne(String encoder) {
    EncoderConfig published = published(encoder).encoder();
    assertEquals(published.usualLayerNormEps(), published.layerNormEps());
  }

  private static DetectorConfig published(String encoder) {
    return DetectorVariants.of(DetectorVariants.nameOn(encoder), List.of(new Category(1, "dot")));
  }

  @ParameterizedTest
  @MethodSource("plainEncoders")
  void theirConstantIsTheConfigurations(String encoder) {
    DetectorConfig published = published(encoder);
    for (double eps : new double[] {1e-6, 1e-5}) {
      try (NDManager manager = NDManager.newBaseManager()) {
        DetectorConfig config = with(published, eps);
        MaskRcnn model = MaskRcnn.of(config, 0);
        initialise(manager, model);
        compare(manager, model, eps);
      }
    }
  }

  private static DetectorConfig with(DetectorConfig config, double eps) {
    return new DetectorConfig(
        config.format(),
        config.variant(),
        config.encoder().withLayerNormEps(eps),
        config.categories(),
        config.pyramidChannels(),
        config.anchors(),
        config.rpn(),
        config.roi(),
        config.output(),
        config.input(),
        config.preprocessing());
  }

  private static void compare(NDManager manager, MaskRcnn model, double eps) {
    Block backbone = model.getChildren().values().get(0);
    EncoderFeatures features = (EncoderFeatures) backbone.getChildren().values().get(0);
    NDArray images = manager.arange(3f * 64 * 64).mul(7919).sin().reshape(1, 3, 64, 64);
    PassStore store = new PassStore(manager, Precision.FP32);
    List<NDArray> maps = features.forward(store, images);
    Map<String, NDArray> weights = StateDict.of(features).arrays();
    NDArray x = images;
    List<EncoderStage> stages = features.encoder().stages(store, new AllPatches(images));
    for (int i = 0; i < stages.size(); i++) {
      EncoderStage.Output output = stages.get(i).run(x, false);
      x = output.next();
      float[] tokens = output.tokens().toFloatArray();
      float[] gain = weights.get("norm%s.weight".formatted(i)).toFloatArray();
      float[] offset = weights.get("norm%s.bias".formatted(i)).toFloatArray();
      // (1, C, h, w) -> (h x w, C)
      float[] actual = maps.get(i).reshape(gain.length, -1).transpose().toFloatArray();
      double right = error(actual, normalised(tokens, gain, offset, eps));
      assertTrue(right < TOLERANCE, "stage %s: %s".formatted(i, right));
      double wrong = error(actual, normalised(tokens, gain, offset, eps == 1e-6 ? 1e-5 : 1e-6));
      assertTrue(wrong > 100 * TOLERANCE, "stage %s, another constant: %s".formatted(i, wrong));
    }
  }

  private static double[] normalised(float[] tokens, float[] gain, float[] offset, double eps) {
    int channels = gain.length;
    double[] result = new double[tokens.length];
    for (int first = 0; first < tokens.length; first += channels) {
      double mean = 0;
      double squares = 0;
      for (int c = 0; c < channels; c++) {
        mean += (double) tokens[first + c] / channels;
      }
      for (int c = 0; c < channels; c++) {
        squares += (tokens[first + c] - mean) * (tokens[first + c] - mean);
      }
      double deviation = Math.sqrt(squares / channels + eps);
      for (int c = 0; c < channels; c++) {
        result[first + c] = (tokens[first + c] - mean) / deviation * gain[c] + offset[c];
      }
    }
    return result;
  }

  /** The largest error as a share of the largest value. */
  private static double error(float[] actual, double[] expected) {
    assertEquals(expected.length, actual.length);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
    }
    return worst / largest;
  }

  /** Small gains and offsets keep the variance of tokens near 1e-5. */
  private static void initialise(NDManager manager, Block block) {
    SplittableRandom random = new SplittableRandom(3);
    for (Parameter parameter : StateDict.of(block).parameters().values()) {
      boolean gain = parameter.getType() == Parameter.Type.GAMMA;
      Shape shape = parameter.getShape();
      double range =
          shape.getLastDimension() == shape.size()
              ? 1e-3
              : Math.sqrt(3.0 / (shape.size() / (double) shape.get(0)));
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((gain ? 2e-3 : 0) + range * (2 * random.nextDouble() - 1));
      }
      parameter.setInitializer((m, given, type) -> m.create(values, given));
    }
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 64, 64));
  }
}
