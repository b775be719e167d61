package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.MergeOrder;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutImportTest {

  private static final PublishedKeys KEYS =
      new PublishedKeys(new SyntheticSwin(TensorType.F32, 4, 4, 4, 4));

  static Stream<Arguments> layouts() {
    ModelKind green = ModelKind.GREENMIM;
    ModelKind sim = ModelKind.SIMMIM;
    ModelKind head = ModelKind.CLASSIFIER;
    ModelKind bare = ModelKind.ENCODER;
    MergeOrder column = MergeOrder.COLUMN;
    return Stream.of(
        Arguments.of("greenmim_swin", green, KEYS.microsoft("encoder.", column, green)),
        Arguments.of("microsoft", bare, KEYS.microsoft("encoder.", column, bare)),
        Arguments.of("simmim", sim, KEYS.microsoft("encoder.", column, sim)),
        Arguments.of("microsoft", head, KEYS.microsoft("", column, head)),
        Arguments.of("microsoft", bare, KEYS.microsoft("", column, bare)),
        Arguments.of("timm", head, KEYS.timm(head)),
        Arguments.of("timm", bare, KEYS.timm(bare)),
        Arguments.of("timm", sim, KEYS.timm(sim)),
        Arguments.of("huggingface", head, KEYS.huggingFace("swin.", head)),
        Arguments.of("huggingface", sim, KEYS.huggingFace("swin.", sim)),
        Arguments.of("huggingface", bare, KEYS.huggingFace("", bare)),
        Arguments.of("huggingface", bare, KEYS.huggingFace("swin.", bare)),
        Arguments.of("openmmlab", head, KEYS.openMmLab("backbone.", head)),
        Arguments.of("openmmlab", bare, KEYS.openMmLab("backbone.", bare)),
        Arguments.of("openmmlab", bare, KEYS.openMmLab("", bare)),
        Arguments.of("openmmlab", sim, KEYS.openMmLab("backbone.", sim)),
        Arguments.of("torchvision", head, KEYS.torchvision()));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("layouts")
  void readsTheSameNetworkFromEveryLayout(
      String layout, ModelKind kind, Map<String, StoredTensor> checkpoint) throws IOException {
    ImportedModel model = read(checkpoint);

    assertEquals(layout, model.layout().id());
    assertEquals(kind, model.config().kind());
    assertEquals(encoder(128, 4, kind), model.config().encoder());
    assertTrue(model.report().clean(), model.report().summary());
    Tensors.assertSame(KEYS.ours(kind), model.tensors());
  }

  static Stream<Arguments> detectors() {
    Map<String, StoredTensor> openMmLab = KEYS.openMmLab("backbone.", ModelKind.ENCODER);
    KEYS.detector("backbone.", "neck.lateral_convs.0.conv.weight")
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("neck.") || name.startsWith("backbone.norm0.")) {
                openMmLab.put(name, tensor);
              }
            });
    return Stream.of(
        Arguments.of("openmmlab_detector", openMmLab, 3),
        Arguments.of(
            "microsoft_detector",
            KEYS.detector("backbone.", "neck.fpn_convs.0.conv.weight", "rpn_head.rpn_cls.weight"),
            8),
        Arguments.of(
            "detectron2",
            KEYS.detector(
                "backbone.bottom_up.",
                "backbone.fpn_lateral2.weight",
                "roi_heads.box_head.fc1.weight"),
            8),
        Arguments.of("microsoft_detector", KEYS.detector(""), 6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("detectors")
  void takesTheBackboneOutOfDetectors(
      String layout, Map<String, StoredTensor> checkpoint, int others) throws IOException {
    ImportedModel model =
        CheckpointImporter.read(new MapFile(checkpoint), ImportOptions.defaults().withStrict(true));

    assertEquals(layout, model.layout().id());
    assertEquals(others, model.report().notLoaded().size(), model.report().summary());
    Tensors.assertSame(KEYS.ours(ModelKind.ENCODER), model.tensors());
  }

  @Test
  void aClassifierWithStrangersStaysAClassifier() throws IOException {
    Map<String, StoredTensor> checkpoint = KEYS.openMmLab("backbone.", ModelKind.CLASSIFIER);
    checkpoint.put("data_preprocessor.mean", Tensors.zeros(3, 1, 1));

    ImportedModel model = read(checkpoint);

    assertEquals("openmmlab", model.layout().id());
    assertEquals(List.of("data_preprocessor.mean"), model.report().unexpected());
    Tensors.assertSame(KEYS.ours(ModelKind.CLASSIFIER), model.tensors());
  }

  @Test
  void readsOurOwnFilesByTheirHeader() throws IOException {
    for (ModelKind kind : EnumSet.complementOf(EnumSet.of(ModelKind.FCMAE))) {
      Map<String, String> header = Map.of(HeaderConfig.FORMAT, EncoderLayout.OURS);
      MapFile file = new MapFile(KEYS.ours(kind), header);
      ImportedModel model = CheckpointImporter.read(file, ImportOptions.defaults());
      assertEquals("greenmim", model.layout().id());
      Tensors.assertSame(KEYS.ours(kind), model.tensors());
    }
  }

  @Test
  void readsFeaturesOnlyOfTimm() throws IOException {
    ImportedModel model = read(KEYS.timmFeatures());

    assertEquals("timm_features", model.layout().id());
    assertEquals(List.of("norm.weight", "norm.bias"), model.report().missing());
    assertEquals(List.of(), model.report().unexpected());
    Map<String, StoredTensor> expected = KEYS.ours(ModelKind.ENCODER);
    expected.keySet().removeIf(name -> name.startsWith("norm."));
    Tensors.assertSame(expected, model.tensors());
  }

  /** The arguments of a GreenMIM run tell the age of its code. */
  @Test
  void theNameOfTheModelInTheArgumentsTellsTheMerging() throws IOException {
    for (ModelKind kind : List.of(ModelKind.GREENMIM, ModelKind.ENCODER)) {
      for (MergeOrder order : List.of(MergeOrder.ROW, MergeOrder.COLUMN)) {
        String name = order == MergeOrder.ROW ? "green_swin_base_dec5121b1" : "green_swin_dec512b1";
        for (String quote : List.of("'", "\"")) {
          String arguments = "Namespace(lr=1e-3, model=" + quote + name + quote + ", seed=0)";
          MapFile file =
              new MapFile(KEYS.microsoft("encoder.", order, kind), Map.of("args", arguments));

          ImportedModel model = CheckpointImporter.read(file, ImportOptions.defaults());

          assertEquals(order, DetectedLayout.detect(file).layout().mergeOrder());
          Tensors.assertSame(KEYS.ours(kind), model.tensors());
        }
      }
    }
    MapFile forced =
        new MapFile(
            KEYS.microsoft("encoder.", MergeOrder.COLUMN, ModelKind.GREENMIM),
            Map.of("args", "Namespace(model='x_dec5121b1')"));
    ImportOptions options = ImportOptions.defaults().withMergeOrder(MergeOrder.COLUMN);
    Tensors.assertSame(
        KEYS.ours(ModelKind.GREENMIM), CheckpointImporter.read(forced, options).tensors());
  }

  @Test
  void permutesRowMajorMerging() throws IOException {
    Map<String, StoredTensor> rowFirst =
        KEYS.microsoft("encoder.", MergeOrder.ROW, ModelKind.GREENMIM);
    ImportOptions options = ImportOptions.defaults().withMergeOrder(MergeOrder.ROW);

    ImportedModel model = CheckpointImporter.read(new MapFile(rowFirst), options);

    Tensors.assertSame(KEYS.ours(ModelKind.GREENMIM), model.tensors());
  }

  @Test
  void takesOffTheNameOfTheParallelWrapper() throws IOException {
    Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
    KEYS.timm(ModelKind.CLASSIFIER)
        .forEach((name, tensor) -> wrapped.put("module." + name, tensor));

    ImportedModel model = read(wrapped);

    assertEquals("timm", model.layout().id());
    Tensors.assertSame(KEYS.ours(ModelKind.CLASSIFIER), model.tensors());
  }

  @ParameterizedTest
  @EnumSource(value = ModelKind.class, mode = EnumSource.Mode.EXCLUDE, names = "FCMAE")
  void infersTheImageSizeFromAShrunkWindow(ModelKind kind) throws IOException {
    PublishedKeys keys = new PublishedKeys(new SyntheticSwin(TensorType.F32, 4, 4, 4, 2));

    ImportedModel model = read(keys.ours(kind));

    assertEquals(encoder(64, 4, kind), model.config().encoder());
    Tensors.assertSame(keys.ours(kind), model.tensors());
  }

  @Test
  void infersTheImageSizeFromTheAttentionMask() throws IOException {
    Map<String, StoredTensor> checkpoint =
        KEYS.microsoft("", MergeOrder.COLUMN, ModelKind.CLASSIFIER);
    // 256 pixels are 64 tokens: 16 x 16 windows of 4 x 4.
    checkpoint.put("layers.0.blocks.1.attn_mask", Tensors.zeros(256, 16, 16));

    ImportedModel model = read(checkpoint);

    assertEquals(ImageSize.square(256), model.config().encoder().imageSize());
    assertTrue(model.report().clean(), model.report().summary());
  }

  /** Three by five windows are of no square: the reference size comes from the windows. */
  @Test
  void masksAndPositionsOfOtherMapsThanSquaresTellNoSize() throws IOException {
    Map<String, StoredTensor> checkpoint =
        KEYS.microsoft("encoder.", MergeOrder.COLUMN, ModelKind.GREENMIM);
    checkpoint.put("encoder.layers.0.blocks.1.attn_mask", Tensors.zeros(15, 16, 16));
    checkpoint.put("decoder_pos_embed", Tensors.zeros(1, 50, PublishedKeys.DECODER));
    assertEquals(ImageSize.square(128), read(checkpoint).config().encoder().imageSize());
  }

  @Test
  void infersTheImageSizeFromTheDecodersPositions() throws IOException {
    Map<String, StoredTensor> checkpoint =
        KEYS.microsoft("encoder.", MergeOrder.COLUMN, ModelKind.GREENMIM);
    checkpoint.put("decoder_pos_embed", Tensors.zeros(1, 49, PublishedKeys.DECODER));

    ImportedModel model = read(checkpoint);

    assertEquals(ImageSize.square(224), model.config().encoder().imageSize());
    assertTrue(model.report().clean(), model.report().summary());
    MimConfig mim = (MimConfig) model.config().head();
    assertEquals(PublishedKeys.DECODER, mim.decoderDim());
    assertEquals(1, mim.decoderDepth());
    assertEquals(32, mim.maskPatch());
  }

  @Test
  void readsTheRatioOfTheMasksFromTheArguments() throws IOException {
    MapFile file =
        new MapFile(
            KEYS.ours(ModelKind.GREENMIM),
            Map.of("args", "argparse.Namespace(lr=1e-3, mask_ratio=0.6, norm_pix_loss=False)"));

    ModelConfig config = CheckpointImporter.read(file, ImportOptions.defaults()).config();

    MimConfig mim = (MimConfig) config.head();
    assertEquals(0.6, mim.maskRatio());
    assertFalse(mim.normaliseTarget());
  }

  @Test
  void namesTheVariant() throws IOException {
    assertEquals(
        "swin_dim8_patch4_window4_128", read(KEYS.timm(ModelKind.ENCODER)).config().variant());
  }

  private static ImportedModel read(Map<String, StoredTensor> checkpoint) throws IOException {
    return CheckpointImporter.read(new MapFile(checkpoint), ImportOptions.defaults());
  }

  private static SwinConfig encoder(int image, int window, ModelKind kind) {
    double eps = kind == ModelKind.GREENMIM ? 1e-6 : 1e-5;
    return new SwinConfig(
        ImageSize.square(image),
        4,
        3,
        8,
        List.of(2, 1, 2, 1),
        List.of(1, 2, 2, 4),
        window,
        2,
        0,
        eps,
        null);
  }
}
