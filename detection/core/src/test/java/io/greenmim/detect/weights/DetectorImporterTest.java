package io.greenmim.detect.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.InputPixels;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.testing.SyntheticDetector.MapFile;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published layouts come back bit for bit. */
class DetectorImporterTest {

  private static final ImportOptions USUAL = DetectorImporter.defaults();

  @TempDir Path folder;

  private static ImportedDetector read(Map<String, StoredTensor> tensors) throws IOException {
    return DetectorImporter.read(new MapFile(tensors), USUAL, List.of());
  }

  private static void assertBack(DetectorConfig config, Map<String, StoredTensor> theirs)
      throws IOException {
    ImportedDetector back = read(theirs);
    assertTrue(back.report().clean(), back.report().summary());
    assertEquals(List.of(), back.report().notLoaded());
    assertEquals(config, back.config());
    SyntheticDetector.assertSame(SyntheticDetector.weights(config), back.tensors());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 80})
  void layoutsWithSwinComeBack(int classes) throws IOException {
    DetectorConfig config = SyntheticDetector.config(classes);
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);

    assertBack(config, ours);
    assertBack(config, SyntheticDetector.microsoft(ours));
    assertBack(config, SyntheticDetector.mmdetection(ours));
    Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
    SyntheticDetector.microsoft(ours).forEach((name, t) -> wrapped.put("module." + name, t));
    assertBack(config, wrapped);
    Map<String, StoredTensor> taught = new LinkedHashMap<>();
    SyntheticDetector.mmdetection(ours).forEach((name, t) -> taught.put("model." + name, t));
    taught.put("steps", SyntheticDetector.drawn(1));
    ImportedDetector back = read(taught);
    assertEquals(List.of("steps"), back.report().notLoaded());
    assertTrue(back.report().clean(), back.report().summary());
    SyntheticDetector.assertSame(SyntheticDetector.weights(config), back.tensors());
  }

  @Test
  void layoutsAreNamed() throws IOException {
    Map<String, StoredTensor> ours = SyntheticDetector.weights(SyntheticDetector.config(2));
    assertEquals("detectron2 detector with a Swin backbone", read(ours).layout());
    assertEquals(
        "Swin-Transformer-Object-Detection detector",
        read(SyntheticDetector.microsoft(ours)).layout());
    assertEquals(
        "mmdetection detector with a Swin backbone",
        read(SyntheticDetector.mmdetection(ours)).layout());
  }

  @Test
  void sharedBoxesAndMasksShowInTheirShapes() throws IOException {
    List<Category> three = CocoCategories.guess(3);
    DetectorConfig shared = SyntheticDetector.config(three, true, new MaskHeadConfig(14, 4, true));
    DetectorConfig boxes = SyntheticDetector.config(three, false, null);
    for (DetectorConfig config : List.of(shared, boxes)) {
      Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
      assertBack(config, ours);
      assertBack(config, SyntheticDetector.mmdetection(ours));
    }
    assertNull(read(SyntheticDetector.weights(boxes)).config().roi().mask());
  }

  /** torchvision has no Swin: everything behind the laterals is taken. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void torchvisionGivesItsHeads(boolean wrapped) throws IOException {
    DetectorConfig config = SyntheticDetector.config(80);
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
    List<Integer> ids = CocoCategories.all().stream().map(c -> (int) c.id()).toList();
    Map<String, StoredTensor> theirs = SyntheticDetector.torchvision(ours, ids, 91, wrapped);
    ImportOptions options = USUAL.withTarget(SyntheticDetector.NAME, SyntheticDetector.ENCODER);

    ImportedDetector back = DetectorImporter.read(new MapFile(theirs), options, List.of());

    assertEquals("torchvision Mask R-CNN with another backbone", back.layout());
    assertEquals(config, back.config());
    Map<String, StoredTensor> heads = new LinkedHashMap<>(ours);
    heads
        .keySet()
        .removeIf(n -> n.startsWith("backbone.bottom_up.") || n.startsWith("backbone.fpn_lateral"));
    SyntheticDetector.assertSame(heads, back.tensors());
    assertEquals(ours.size() - heads.size(), back.report().missing().size());
    assertEquals(List.of(), back.report().unexpected());
    assertEquals(2 + 8, back.report().notLoaded().size());
  }

  @Test
  void otherTorchvisionClassesMoveByOne() throws IOException {
    List<Category> categories = List.of(new Category(5, "cat"), new Category(9, "dog"));
    DetectorConfig config =
        SyntheticDetector.config(categories, false, new MaskHeadConfig(14, 5, false));
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
    ImportOptions options = USUAL.withTarget(SyntheticDetector.NAME, SyntheticDetector.ENCODER);

    ImportedDetector back =
        DetectorImporter.read(
            new MapFile(SyntheticDetector.torchvision(ours, List.of(1, 2), 3, true)),
            options,
            categories);

    assertEquals(config, back.config());
    for (String layer : ClassRows.LAYERS) {
      String name = layer + ".weight";
      assertEquals(ours.get(name).read(), back.tensors().get(name).read(), name);
    }
  }

  /** Ninety classes of one's own fill the same 91 rows as COCO's ids do. */
  @Test
  void ninetyGivenClassesAreNoCoco() throws IOException {
    List<Category> ninety = CocoCategories.guess(90);
    DetectorConfig config =
        SyntheticDetector.config(ninety, false, new MaskHeadConfig(14, 5, false));
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
    List<Integer> rows = IntStream.rangeClosed(1, 90).boxed().toList();
    ImportOptions options = USUAL.withTarget(SyntheticDetector.NAME, SyntheticDetector.ENCODER);

    ImportedDetector back =
        DetectorImporter.read(
            new MapFile(SyntheticDetector.torchvision(ours, rows, 91, false)), options, ninety);

    assertEquals(config, back.config());
    String logits = DetectorTensors.CLASS_LOGITS + ".bias";
    assertEquals(ours.get(logits).read(), back.tensors().get(logits).read());
  }

  @Test
  void exportedFilesKeepTheConfiguration() throws IOException {
    List<Category> categories = List.of(new Category(7, "näht"), new Category(3, "b\"c"));
    DetectorConfig config =
        SyntheticDetector.config(categories, false, new MaskHeadConfig(7, 5, false))
            .withEncoder("a_name", SyntheticDetector.ENCODER.withDropPath(0.25));
    Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
    Path file = folder.resolve("detector.safetensors");

    DetectorExporter.write(file, ours, config);
    ImportedDetector back =
        DetectorImporter.read(SafeTensorsFile.open(file), USUAL.withStrict(true), List.of());

    assertEquals(config, back.config());
    SyntheticDetector.assertSame(ours, back.tensors());
  }

  @Test
  void namesOfTheClassesComeFromMmdetection() throws IOException {
    Map<String, StoredTensor> theirs =
        SyntheticDetector.microsoft(SyntheticDetector.weights(SyntheticDetector.config(2)));
    String meta = "{'epoch': 36, 'CLASSES': ('fire truck', 'kite'), 'x': ('a', 'b')}";

    ImportedDetector back =
        DetectorImporter.read(new MapFile(theirs, Map.of("meta", meta)), USUAL, List.of());

    assertEquals(
        List.of(new Category(1, "fire truck"), new Category(2, "kite")),
        back.config().categories());
    String other = "{'CLASSES': ('kite',)}";
    assertEquals(
        CocoCategories.guess(2),
        DetectorImporter.read(new MapFile(theirs, Map.of("meta", other)), USUAL, List.of())
            .config()
            .categories());
  }

  @Test
  void aTargetWithAnotherWindowResizesTables() throws IOException {
    Map<String, StoredTensor> ours = SyntheticDetector.weights(SyntheticDetector.config(2));
    var wide =
        new io.greenmim.swin.SwinConfig(
            io.greenmim.config.ImageSize.square(448),
            4,
            3,
            8,
            SyntheticDetector.ENCODER.depths(),
            SyntheticDetector.ENCODER.heads(),
            14,
            2,
            0,
            1e-5,
            null);

    ImportedDetector back =
        DetectorImporter.read(new MapFile(ours), USUAL.withTarget("wide", wide), List.of());

    assertEquals("wide", back.config().variant());
    assertEquals(5, back.report().resized().size());
    String table = "backbone.bottom_up.layers.0.blocks.0.attn.relative_position_bias_table";
    assertEquals(table, back.report().resized().get(0));
    assertEquals(List.of(729L, 1L), back.tensors().get(table).shape());
    assertEquals(DetectorTensors.of(back.config()).keySet(), back.tensors().keySet());
  }

  @Test
  void bluePixelsFirstSwapTheEmbeddingAlone() throws IOException {
    Map<String, StoredTensor> ours = SyntheticDetector.weights(SyntheticDetector.config(2));
    String embedding = "backbone.bottom_up.patch_embed.proj.weight";

    ImportedDetector back =
        DetectorImporter.read(
            new MapFile(ours), USUAL.withPixels(new InputPixels(true, false)), List.of());

    StoredTensor swapped = back.tensors().get(embedding);
    assertNotEquals(ours.get(embedding).read(), swapped.read());
    Map<String, StoredTensor> expected = new LinkedHashMap<>(ours);
    expected.put(embedding, swapped);
    SyntheticDetector.assertSame(expected, back.tensors());
  }

  @Test
  void namedDetectorsAreRecognised() throws IOException {
    for (String name : List.of("mask_rcnn_swin_nano", "mask_rcnn_swin_tiny")) {
      DetectorConfig config = DetectorVariants.of(name, CocoCategories.all());
      ImportedDetector back = read(SyntheticDetector.microsoft(SyntheticDetector.weights(config)));
      assertEquals(config, back.config());
    }
  }
}
