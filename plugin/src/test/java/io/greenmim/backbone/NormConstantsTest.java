package io.greenmim.backbone;

import static io.greenmim.testing.Arrays.NETWORK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.RecordMapper;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.VisiblePatches;
import io.greenmim.model.mim.FcmaeModel;
import io.greenmim.model.mim.GreenMimModel;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.model.mim.TokenOrder;
import io.greenmim.nn.SinCosPositions;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The constant of every normalisation, in every precision: variances are as small as the constants,
 * so that 1e-5 in the place of 1e-6, in any single one, changes what is computed by more than
 * bfloat16 does.
 */
class NormConstantsTest {

  /** Tolerance of bfloat16, relative to the largest expected value. */
  private static final double HALF = 2e-2;

  private static final double SMALLER = 1e-6;
  private static final double LARGER = 1e-5;
  private static final int BATCH = 2;
  private static final String EPS = "Eps";

  /** An architecture, and the constant that differs from the others. */
  record Case(BackboneFamily family, EncoderConfig config, Set<String> flags, String odd) {

    @Override
    public String toString() {
      return "%s %s %s %s".formatted(family.name(), flags, odd, eps(config, odd));
    }

    /** The constant of a normalisation, by the path of its block. */
    double eps(String norm) {
      Set<String> known = RecordMapper.write((Record) config).keySet();
      if (known.contains("responseNormEps") && norm.endsWith("grn")) {
        return eps(config, "responseNormEps");
      }
      if (known.contains("embeddingNormEps") && norm.startsWith("patch_embed")) {
        return eps(config, "embeddingNormEps");
      }
      if (known.contains("subSamplingNormEps") && norm.endsWith("attn.norm")) {
        return eps(config, "subSamplingNormEps");
      }
      return config.layerNormEps();
    }

    private static double eps(EncoderConfig config, String name) {
      return (double) RecordMapper.write((Record) config).get(name);
    }
  }

  /** Each constant of each family once larger and once smaller than the family's others. */
  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (BackboneFamily family : Backbones.families()) {
      List<String> flags = new ArrayList<>();
      List<String> constants = new ArrayList<>();
      for (RecordComponent component : family.configType().getRecordComponents()) {
        if (component.getType() == boolean.class) {
          flags.add(component.getName());
        }
        if (component.getName().endsWith(EPS)) {
          constants.add(component.getName());
        }
      }
      assertTrue(constants.contains("layerNormEps"), family.name());
      List<Set<String>> choices = new ArrayList<>(List.of(Set.of()));
      flags.forEach(flag -> choices.add(Set.of(flag)));
      for (Set<String> choice : choices) {
        for (String odd : constants) {
          for (double eps : new double[] {SMALLER, LARGER}) {
            Map<String, Object> values = small(family);
            flags.forEach(name -> values.put(name, choice.contains(name)));
            constants.forEach(name -> values.put(name, name.equals(odd) ? eps : other(eps)));
            cases.add(new Case(family, config(family, values), choice, odd));
          }
        }
      }
    }
    return cases.stream();
  }

  /** The constants of the published code, and that of its detectors and classifiers. */
  @ParameterizedTest
  @CsvSource({
    "swin, 1e-5, layerNormEps=1.0E-6",
    "twins, 1e-6, layerNormEps=1.0E-6 embeddingNormEps=1.0E-5 subSamplingNormEps=1.0E-5",
    "pvt_v2, 1e-6, layerNormEps=1.0E-6 embeddingNormEps=1.0E-5 subSamplingNormEps=1.0E-5",
    "convnext_v2, 1e-6, layerNormEps=1.0E-6 responseNormEps=1.0E-6"
  })
  void everyVariantHasThePublishedConstants(String family, double usual, String constants) {
    List<Variant> variants =
        Backbones.variants().stream()
            .filter(variant -> variant.encoder().family().equals(family))
            // GreenMIM has one constant in all of its own form.
            .filter(variant -> !variant.name().endsWith("_greenmim"))
            .toList();
    assertTrue(variants.size() > 5 || family.equals("twins"), variants::toString);
    for (Variant variant : variants) {
      String own =
          RecordMapper.write((Record) variant.encoder()).entrySet().stream()
              .filter(value -> value.getKey().endsWith(EPS))
              .map(Object::toString)
              .collect(Collectors.joining(" "));
      assertEquals(constants, own, variant.name());
      assertEquals(usual, variant.encoder().usualLayerNormEps(), variant.name());
    }
  }

  private static double other(double eps) {
    return eps == SMALLER ? LARGER : SMALLER;
  }

  /** The small variant, narrower and shallower, and with windows that divide all maps. */
  private static Map<String, Object> small(BackboneFamily family) {
    Map<String, Object> values =
        RecordMapper.write((Record) Backbones.variant(family.smallVariant()).encoder());
    values.put("imageSize", 64);
    values.computeIfPresent("embedDim", (name, value) -> 16);
    values.computeIfPresent("dims", (name, value) -> List.of(16, 32, 80, 64));
    values.put("depths", List.of(2, 1, 1, 2));
    values.computeIfPresent("window", (name, value) -> 2);
    values.computeIfPresent("windows", (name, value) -> List.of(2, 2, 2, 2));
    return values;
  }

  private static EncoderConfig config(BackboneFamily family, Map<String, Object> values) {
    return (EncoderConfig) RecordMapper.read(family.configType(), values, "test");
  }

  /** Paths of the blocks that normalise. */
  private static List<String> norms(Block block) {
    List<String> norms = new ArrayList<>();
    StateDict.of(block)
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.getType() == Parameter.Type.GAMMA || name.endsWith("grn.gamma")) {
                norms.add(name.substring(0, name.lastIndexOf('.')));
              }
            });
    return norms;
  }

  private static NDArray images(NDManager manager, int height) {
    return manager.ones(new Shape(BATCH, 3, height, 64));
  }

  /** The root of the mean squared error of tokens (..., C) that should all be equal, as a share. */
  private static double error(double[] expected, NDArray actual) {
    float[] values = actual.toFloatArray();
    assertEquals(0, values.length % expected.length);
    double[] wide = new double[values.length];
    double[] repeated = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
      repeated[i] = expected[i % expected.length];
    }
    return error(repeated, wide);
  }

  private static double error(double[] expected, double[] actual) {
    double errors = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      errors += (expected[i] - actual[i]) * (expected[i] - actual[i]);
      squares += expected[i] * expected[i];
    }
    return Math.sqrt(errors / squares);
  }

  private static double tolerance(Precision precision) {
    return precision == Precision.BF16 ? HALF : NETWORK;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyConstantOfAnEncoderIsTheConfigurations(Case given) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Encoder encoder = Backbones.newEncoder(given.config(), EncoderUse.POOLED);
      SmallWeights.set(manager, encoder);
      OneToken definition = OneToken.of(encoder, given.flags(), given::eps);
      List<double[]> all = definition.encoder(given.family().name(), 4);
      for (Precision precision : Precision.values()) {
        PassStore store = new PassStore(manager, precision);
        NDArray images = images(manager, 64);
        compare(given + " dense", all, encoder, store, new AllPatches(images));
        if (!given.flags().contains("linear")) { // means of cells take 224 pixels where some hide
          List<double[]> seen = definition.encoder(given.family().name(), 2);
          PatchMask mask = new PatchMask(2, 2, new boolean[] {true, false, false, true});
          MaskPlan plan = encoder.planner(32, GroupingMode.OPTIMAL).plan(List.of(mask));
          compare(given + " green", seen, encoder, store, new VisiblePatches(images, plan));
        }
      }
      for (String norm : norms(encoder)) {
        List<double[]> changed =
            definition.with(wrong(given::eps, norm)).encoder(given.family().name(), 4);
        assertVisible(all, changed, norm);
      }
    }
  }

  private static void compare(
      String what, List<double[]> expected, Encoder encoder, PassStore store, EncoderInput input) {
    NDArray x = input.images();
    List<EncoderStage> stages = encoder.stages(store, input);
    NDArray tokens = null;
    for (int i = 0; i < stages.size(); i++) {
      EncoderStage.Output output = stages.get(i).run(x, false);
      tokens = output.tokens();
      x = output.next();
      assertNear(expected.get(i), tokens, store, "%s, stage %s".formatted(what, i));
    }
    NDArray pooled = encoder.pool(store, encoder.normalise(store, tokens, false), false);
    assertNear(expected.get(stages.size()), pooled, store, what + ", pooled");
  }

  private static void assertNear(double[] expected, NDArray actual, PassStore store, String what) {
    Precision precision = PassStore.precision(store);
    double error = error(expected, actual);
    assertTrue(error < tolerance(precision), "%s %s: %s".formatted(precision, what, error));
  }

  private static ToDoubleFunction<String> wrong(ToDoubleFunction<String> eps, String norm) {
    return name -> name.equals(norm) ? other(eps.applyAsDouble(name)) : eps.applyAsDouble(name);
  }

  /** A single wrong constant must stand out from what bfloat16 rounds. */
  private static void assertVisible(List<double[]> right, List<double[]> wrong, String norm) {
    double worst = 0;
    for (int i = 0; i < right.size(); i++) {
      worst = Math.max(worst, error(right.get(i), wrong.get(i)));
    }
    assertTrue(worst > 1.5 * HALF, "%s: %s".formatted(norm, worst));
  }

  /** A model on pictures of two patches, of which the second is hidden. */
  private static MaskedImageModel model(NDManager manager, HeadConfig head) {
    BackboneFamily family =
        Backbones.families().stream()
            .filter(
                each ->
                    !(head instanceof FcmaeConfig)
                        || Backbones.variant(each.smallVariant()).encoder().convolutional())
            .findFirst()
            .orElseThrow();
    EncoderConfig encoder =
        config(family, small(family)).withImageSize(new ImageSize(32, 64)).withLayerNormEps(LARGER);
    MaskedImageModel model = ModelFolder.newMaskedImageModel(ModelConfig.of("test", encoder, head));
    SmallWeights.set(manager, model);
    return model;
  }

  private static MaskPlan secondHidden(MaskedImageModel model) {
    PatchMask mask = new PatchMask(1, 2, new boolean[] {false, true});
    return model.planner(GroupingMode.OPTIMAL).plan(List.of(mask));
  }

  /** The latent of the visible patch. */
  private static double[] latent(
      MaskedImageModel model, PassStore store, NDArray images, MaskPlan plan) {
    float[] values =
        model.encoder().encode(store, new VisiblePatches(images, plan), false).toFloatArray();
    double[] latent = new double[values.length / BATCH];
    Arrays.setAll(latent, i -> values[i]);
    return latent;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void theMaskedAutoencodersDecoderHasThePublishedConstant(Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      int dim = 16;
      GreenMimModel model = (GreenMimModel) model(manager, new MimConfig(32, 0.5, dim, 1, 2, true));
      float[] positions = SinCosPositions.of(1, 2, dim);
      float[] first = Arrays.copyOfRange(positions, 0, dim);
      float[] second = Arrays.copyOfRange(positions, dim, 2 * dim);
      // Positions are far larger than the constants: the token takes one of them away.
      NDArray token = StateDict.of(model).arrays().get("mask_token");
      token.subi(manager.create(second).reshape(token.getShape()));
      PassStore store = new PassStore(manager, precision);
      NDArray images = images(manager, 32);
      MaskPlan plan = secondHidden(model);
      TokenOrder order = TokenOrder.own(new MaskBatch(plan.masks()));
      double[] latent = latent(model, store, images, plan);
      OneToken definition = OneToken.of(model, Set.of(), norm -> SMALLER);
      double[] expected = definition.decoded(latent, first, second);
      NDArray predicted = model.predict(store, images, plan, order, false);
      assertNear(expected, predicted.get(1), store, "hidden patch");
      for (String norm : norms(model)) {
        if (norm.startsWith("decoder")) {
          OneToken other = definition.with(wrong(each -> SMALLER, norm));
          assertVisible(List.of(expected), List.of(other.decoded(latent, first, second)), norm);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void theConvolutionalDecoderHasThePublishedConstants(Precision precision) {
    try (NDManager manager = NDManager.newBaseManager()) {
      FcmaeModel model = (FcmaeModel) model(manager, new FcmaeConfig(32, 0.5, 16, 1, true));
      PassStore store = new PassStore(manager, precision);
      NDArray images = images(manager, 32);
      MaskPlan plan = secondHidden(model);
      double[] latent = latent(model, store, images, plan);
      OneToken definition = OneToken.of(model, Set.of(), norm -> SMALLER);
      List<double[]> expected = definition.convolved(latent);
      NDArray predicted = model.predict(store, images, plan, false);
      for (int i = 0; i < expected.size(); i++) {
        assertNear(expected.get(i), predicted.get(i), store, "patch " + i);
      }
      for (String norm : norms(model)) {
        if (norm.startsWith("decoder")) {
          OneToken other = definition.with(wrong(each -> SMALLER, norm));
          assertVisible(expected, other.convolved(latent), norm);
        }
      }
    }
  }
}
