package io.greenmim.detect.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.testing.PlainFamily;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.testing.SyntheticDetector.MapFile;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.ModelFolder;
import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.ZooCatalog;
import io.greenmim.zoo.ZooPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector starts from whatever was pre-trained. */
class StartingWeightsTest {

  private static final String BACKBONE = "backbone.bottom_up.";
  private static final SwinConfig SWIN = SyntheticDetector.ENCODER;

  @TempDir private Path folder;

  private final DetectorConfig config = SyntheticDetector.config(2);

  private static Map<String, StoredTensor> drawn(ModelConfig model) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Backbones.shapes(model)
        .forEach(
            (name, shape) ->
                tensors.put(
                    name, SyntheticDetector.drawn(new SplittableRandom(name.hashCode()), shape)));
    return tensors;
  }

  private static ModelConfig pretrained(SwinConfig encoder) {
    return ModelConfig.of("swin_small", encoder, new MimConfig(32, 0.75, 16, 1, 2, true));
  }

  private StartingWeights read(Path source) throws IOException {
    return StartingWeights.read(source, null, config, DetectorImporter.defaults());
  }

  /** What a detector has of an encoder: its body without the last norm. */
  private static Map<String, StoredTensor> body(Map<String, StoredTensor> model, String prefix) {
    Map<String, StoredTensor> body = new LinkedHashMap<>();
    model.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix + "patch_embed") || name.startsWith(prefix + "layers")) {
            body.put(BACKBONE + name.substring(prefix.length()), tensor);
          }
        });
    return body;
  }

  @Test
  void fromARun() throws IOException {
    Map<String, StoredTensor> model = drawn(pretrained(SWIN));
    ModelFolder.save(folder, pretrained(SWIN), model);

    StartingWeights start = read(folder);

    assertEquals("GreenMIM for DJL, a GreenMIM model with its decoder", start.what());
    Map<String, StoredTensor> body = body(model, "encoder.");
    SyntheticDetector.assertSame(body, start.tensors());
    int all = DetectorTensors.of(config).size();
    assertEquals(all - body.size(), start.report().missing().size());
    assertTrue(start.report().missing().contains(BACKBONE + "norm3.weight"));
    assertEquals(List.of(), start.report().unexpected());
    assertEquals(model.size() - body.size(), start.report().notLoaded().size());
    assertTrue(start.report().notLoaded().contains("encoder.norm.weight"));
    assertTrue(start.summary().startsWith(start.what() + ": " + body.size() + " tensors; missing"));
  }

  @Test
  void fromAModelOfTheZoo() throws IOException {
    Map<String, StoredTensor> model = drawn(pretrained(SWIN));
    ModelFolder.save(folder.resolve("run"), pretrained(SWIN), model);
    Path zoo = folder.resolve("zoo");
    String address =
        new ZooPublisher(zoo)
            .publish(
                folder.resolve("run"),
                new PublishRequest("mine", "0.1.0", ModelLicense.UNSTATED, null, false))
            .address()
            .toString();

    StartingWeights start = read(ZooCatalog.locate(address, null));

    SyntheticDetector.assertSame(body(model, "encoder."), start.tensors());
    System.setProperty("greenmim.zoo", zoo.toString());
    try {
      assertEquals(start.source(), ZooCatalog.locate("mine", null));
      IOException bare =
          assertThrows(
              IOException.class, () -> ZooCatalog.locate("swin_tiny_patch4_window7_224", null));
      assertEquals(
          "swin_tiny_patch4_window7_224: expected a model with weights, got an architecture alone",
          bare.getMessage());
    } finally {
      System.clearProperty("greenmim.zoo");
    }
  }

  /** A SimMIM of mmpretrain has a neck, but is no detector; its encoder is under a prefix. */
  @Test
  void fromAFolderOfTransformersAndFromUnderAPrefix() throws IOException {
    ModelConfig classifier = ModelConfig.of("x", SWIN, new ClassifierConfig(5));
    Map<String, StoredTensor> model = drawn(classifier);
    Map<String, StoredTensor> theirs = CheckpointExporter.convert(model, classifier, "huggingface");
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), theirs, Map.of());
    Files.writeString(
        folder.resolve("config.json"), CheckpointExporter.huggingFaceConfig(classifier));
    SyntheticDetector.assertSame(body(model, ""), read(folder).tensors());

    Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
    model.forEach((name, tensor) -> wrapped.put("net.module." + name, tensor));
    wrapped.put("n_averaged", SyntheticDetector.drawn(1));
    Path file = folder.resolve("wrapped.safetensors");
    SafeTensorsWriter.write(file, wrapped, Map.of());
    StartingWeights start = read(file);
    assertEquals("Microsoft Swin, a classifier under the prefix net.module.", start.what());
    SyntheticDetector.assertSame(body(model, ""), start.tensors());
    assertTrue(start.report().notLoaded().contains("n_averaged"));
  }

  @Test
  void aNeckOfSimMimMakesNoDetector() {
    Map<String, StoredTensor> theirs = new LinkedHashMap<>();
    theirs.put("backbone.patch_embed.projection.weight", SyntheticDetector.drawn(8, 3, 4, 4));
    theirs.put("neck.decoder.0.weight", SyntheticDetector.drawn(8, 8, 1, 1));
    assertEquals(Optional.empty(), DetectorLayout.find(new MapFile(theirs)));
    theirs.put("neck.lateral_convs.0.conv.weight", SyntheticDetector.drawn(8, 8, 1, 1));
    assertEquals(Optional.of(DetectorLayout.MMDETECTION), DetectorLayout.find(new MapFile(theirs)));
  }

  @Test
  void fromFilesOfOtherProjects() throws IOException {
    ModelConfig classifier = ModelConfig.of("x", SWIN, new ClassifierConfig(5));
    Map<String, StoredTensor> model = drawn(classifier);
    for (String layout : List.of("microsoft", "timm", "huggingface")) {
      Path file = folder.resolve(layout + ".safetensors");
      SafeTensorsWriter.write(
          file, CheckpointExporter.convert(model, classifier, layout), Map.of());

      StartingWeights start = read(file);

      assertEquals(
          CheckpointExporter.layout(classifier, layout).title() + ", a classifier", start.what());
      SyntheticDetector.assertSame(body(model, ""), start.tensors());
      assertEquals(4, start.report().notLoaded().size());
    }
  }

  /** A window of 14 shrinks to 7 in the last stage of an image of 224. */
  @Test
  void tablesOfAnotherWindowAreResized() throws IOException {
    SwinConfig wide =
        new SwinConfig(
            ImageSize.square(224), 4, 3, 8, SWIN.depths(), SWIN.heads(), 14, 2, 0, 1e-6, null);
    Map<String, StoredTensor> model = drawn(pretrained(wide));
    ModelFolder.save(folder, pretrained(wide), model);

    StartingWeights start = read(folder);

    assertEquals(4, start.report().resized().size(), start.summary());
    for (String name : start.report().resized()) {
      assertEquals(169L, start.tensors().get(name).shape().get(0));
    }
    String table = "layers.0.blocks.0.attn.relative_position_bias_table";
    float[] from = FloatValues.of(model.get("encoder." + table));
    float[] to = FloatValues.of(start.tensors().get(BACKBONE + table));
    // Bicubic interpolation of 27 to 13 positions hits the middle one.
    assertEquals(from[13 * 27 + 13], to[6 * 13 + 6], 1e-6);
  }

  @Test
  void theBackboneOfADetectorKeepsItsNorms() throws IOException {
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
    Map<String, StoredTensor> alone = new LinkedHashMap<>();
    Map<String, StoredTensor> expected = new LinkedHashMap<>();
    ours.forEach(
        (name, tensor) -> {
          if (name.startsWith(BACKBONE)) {
            alone.put(name.substring(BACKBONE.length()), tensor);
            expected.put(name, tensor);
          }
        });
    Path file = folder.resolve("backbone.safetensors");
    SafeTensorsWriter.write(file, alone, Map.of());

    StartingWeights start = read(file);

    SyntheticDetector.assertSame(expected, start.tensors());
    assertEquals(List.of(), start.report().notLoaded());
  }

  @Test
  void fromADetectorOfTheSameCategories() throws IOException {
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
    DetectorFolder.save(folder, config, ours);

    StartingWeights start = read(folder);

    assertTrue(start.report().clean(), start.summary());
    SyntheticDetector.assertSame(ours, start.tensors());
  }

  @Test
  void categoriesOfTheSameNamesAreMoved() throws IOException {
    DetectorConfig coco = SyntheticDetector.config(80);
    Map<String, StoredTensor> ours = SyntheticDetector.weights(coco);
    Path file = folder.resolve("coco.safetensors");
    SafeTensorsWriter.write(file, SyntheticDetector.microsoft(ours), Map.of());
    DetectorConfig two =
        SyntheticDetector.config(
            List.of(new Category(40, "dog"), new Category(2, "person")),
            false,
            new MaskHeadConfig(14, 5, false));

    StartingWeights start = StartingWeights.read(file, null, two, DetectorImporter.defaults());

    assertTrue(start.report().clean(), start.summary());
    assertEquals(List.of(), start.report().notLoaded());
    int dog = CocoCategories.all().indexOf(new Category(18, "dog"));
    float[] logits = FloatValues.of(ours.get(DetectorTensors.CLASS_LOGITS + ".bias"));
    assertEquals(
        List.of(logits[dog], logits[0], logits[80]),
        floats(start.tensors().get(DetectorTensors.CLASS_LOGITS + ".bias")));
    float[] deltas = FloatValues.of(ours.get(DetectorTensors.BOX_DELTAS + ".bias"));
    assertEquals(
        deltas[dog * 4 + 3],
        floats(start.tensors().get(DetectorTensors.BOX_DELTAS + ".bias")).get(3));
    float[] masks = FloatValues.of(ours.get(DetectorTensors.MASK_LOGITS + ".bias"));
    assertEquals(
        List.of(masks[dog], masks[0]),
        floats(start.tensors().get(DetectorTensors.MASK_LOGITS + ".bias")));
  }

  private static List<Float> floats(StoredTensor tensor) throws IOException {
    List<Float> values = new java.util.ArrayList<>();
    for (float value : FloatValues.of(tensor)) {
      values.add(value);
    }
    return values;
  }

  @Test
  void layersOfUnknownCategoriesAreLeftOut() throws IOException {
    DetectorFolder.save(folder, config, SyntheticDetector.weights(config));
    DetectorConfig boxes =
        SyntheticDetector.config(
            List.of(new Category(1, "class 1"), new Category(2, "ship")), false, null);

    StartingWeights start = StartingWeights.read(folder, null, boxes, DetectorImporter.defaults());

    assertEquals(
        List.of(
            DetectorTensors.CLASS_LOGITS + ".weight",
            DetectorTensors.CLASS_LOGITS + ".bias",
            DetectorTensors.BOX_DELTAS + ".weight",
            DetectorTensors.BOX_DELTAS + ".bias"),
        start.report().missing());
    // The mask head besides, which the new detector has not: 4 + 1 + 1 layers.
    assertEquals(4 + 12, start.report().notLoaded().size());
  }

  @Test
  void otherModelsGiveOneLine() throws IOException {
    SwinConfig other =
        new SwinConfig(
            ImageSize.square(224), 4, 3, 16, SWIN.depths(), SWIN.heads(), 7, 2, 0, 1e-6, null);
    ModelFolder.save(folder, pretrained(other), drawn(pretrained(other)));
    String line = assertThrows(IOException.class, () -> read(folder)).getMessage();
    assertTrue(line.contains("expected the architecture of %s".formatted(config.variant())), line);

    Map<String, StoredTensor> gap = drawn(ModelConfig.of("x", SWIN, HeadConfig.NONE));
    gap.remove("layers.1.blocks.0.norm1.bias");
    Path file = folder.resolve("gap.safetensors");
    SafeTensorsWriter.write(file, gap, Map.of());
    assertEquals(
        "%s: expected every tensor of the encoder of %s, missing 1: %slayers.1.blocks.0.norm1.bias"
            .formatted(file, config.variant(), BACKBONE),
        assertThrows(IOException.class, () -> read(file)).getMessage());

    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertEquals(
        empty + ": expected the folder of a run or a model, found no config.json in it",
        assertThrows(IOException.class, () -> read(empty)).getMessage());
    assertEquals(
        "no/such/file: expected a checkpoint, a run or a model of the zoo, found no such file",
        assertThrows(IOException.class, () -> ZooCatalog.locate("no/such/file", null))
            .getMessage());
    assertTrue(
        assertThrows(IOException.class, () -> ZooCatalog.locate("nosuchmodel", null))
            .getMessage()
            .startsWith("unknown model 'nosuchmodel'"));
  }

  @Test
  void headsOfAnotherWidthGiveOneLine() throws IOException {
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
    DetectorFolder.save(folder, config, ours);
    DetectorConfig wider =
        SyntheticDetector.config(config.categories(), false, new MaskHeadConfig(14, 8, false));
    assertEquals(
        folder
            + ": roi_heads.mask_head.mask_fcn1.weight: expected a shape of [8, 6, 3, 3], got F32"
            + " (5, 6, 3, 3)",
        assertThrows(
                IOException.class,
                () -> StartingWeights.read(folder, null, wider, DetectorImporter.defaults()))
            .getMessage());
  }

  /** Nothing here knows the names of this family. */
  @Test
  void fromAnEncoderOrADetectorOfAnotherFamily() throws IOException {
    DetectorConfig plain = config.withEncoder("mask_rcnn_plain_small", PlainFamily.CONFIG);
    ModelConfig encoder = ModelConfig.of("plain_small", PlainFamily.CONFIG, HeadConfig.NONE);
    Map<String, StoredTensor> pretrained = drawn(encoder);
    ModelFolder.save(folder.resolve("encoder"), encoder, pretrained);
    Map<String, StoredTensor> trained = SyntheticDetector.weights(plain);
    DetectorFolder.save(folder.resolve("detector"), plain, trained);

    StartingWeights first =
        StartingWeights.read(folder.resolve("encoder"), null, plain, DetectorImporter.defaults());
    StartingWeights second =
        StartingWeights.read(folder.resolve("detector"), null, plain, DetectorImporter.defaults());

    Map<String, StoredTensor> body = new LinkedHashMap<>();
    pretrained.forEach((name, tensor) -> body.put(BACKBONE + name, tensor));
    SyntheticDetector.assertSame(body, first.tensors());
    SyntheticDetector.assertSame(trained, second.tensors());
    assertTrue(second.report().clean(), second.summary());
  }
}
