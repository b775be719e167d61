package io.greenmim.cli.detect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.DetectorImporter;
import io.greenmim.detect.weights.ImportedDetector;
import io.greenmim.detect.weights.StartingWeights;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code greenmim checkpoint} with detectors. */
class DetectorCheckpointsTest extends CommandTestCase {

  @TempDir private Path folder;

  private final DetectorConfig config = SyntheticDetector.config(3);
  private final Map<String, StoredTensor> ours = SyntheticDetector.weights(config);

  private Path write(Map<String, StoredTensor> tensors) throws IOException {
    Path file = folder.resolve("in.safetensors");
    SafeTensorsWriter.write(file, tensors, Map.of());
    return file;
  }

  @Test
  void inspectsADetector() throws IOException {
    run("checkpoint", "inspect", write(SyntheticDetector.mmdetection(ours)));

    assertEquals(0, exitCode, err);
    for (String line :
        List.of(
            "layout        mmdetection detector with a Swin backbone",
            "method        Mask R-CNN of 3 classes",
            "classes       3: class 1, class 2, class 3",
            "encoder       swin, patch 4, channels 8, depths [1, 1, 2, 1], heads [1, 1, 2, 2],",
            "heads         pyramid 6, boxes 10 wide, masks 5 wide",
            "variant       none of the named ones",
            "would load    %d tensors".formatted(ours.size()),
            "missing       none",
            "unexpected    none")) {
      assertTrue(out.contains(line), line + " in " + out);
    }
    assertFalse(out.contains("neck."), out);
  }

  @Test
  void inspectsOneWithAnotherBackbone() throws IOException {
    run(
        "checkpoint",
        "inspect",
        write(SyntheticDetector.torchvision(ours, List.of(1, 2, 3), 4, true)));

    assertEquals(0, exitCode, err);
    assertTrue(out.contains("torchvision Mask R-CNN with another backbone"), out);
    assertTrue(out.contains("none of ours; what follows is for mask_rcnn_swin_tiny"), out);
    assertTrue(out.contains("not loaded    10: backbone.body.conv1.weight"), out);
  }

  @Test
  void saysWhatWouldNotLoad() throws IOException {
    Map<String, StoredTensor> theirs = SyntheticDetector.microsoft(ours);
    theirs.put("neck.lateral_convs.0.bn.weight", SyntheticDetector.drawn(2));
    run("checkpoint", "inspect", write(theirs));
    assertEquals(0, exitCode, err);
    assertTrue(out.contains("layout        mmdetection Mask R-CNN"), out);
    assertTrue(out.contains("nothing: expected a pyramid and heads without normalisation"), out);
  }

  @Test
  void convertsThereAndBack() throws IOException {
    Path model = folder.resolve("model");
    run(
        "checkpoint",
        "convert",
        write(SyntheticDetector.microsoft(ours)),
        model,
        "--to",
        "greenmim",
        "--strict");
    assertEquals(0, exitCode, err);
    assertTrue(
        out.startsWith(
            "read Swin-Transformer-Object-Detection detector of %s, 3 classes%n"
                .formatted(SyntheticDetector.NAME)),
        out);
    assertEquals(config, DetectorFolder.readConfig(model));
    SyntheticDetector.assertSame(ours, DetectorFolder.open(model, config).tensors());

    Path file = folder.resolve("out.safetensors");
    run("checkpoint", "convert", model, file, "--to", "detectron2");
    assertEquals(0, exitCode, err);
    assertTrue(out.endsWith("wrote %s as detectron2 Mask R-CNN%n".formatted(file)), out);
    SafeTensorsFile written = SafeTensorsFile.open(file);
    SyntheticDetector.assertSame(ours, written.tensors());
    assertEquals("pt", written.metadata().get("format"));
    assertEquals(
        config, DetectorImporter.read(written, DetectorImporter.defaults(), List.of()).config());
    run("checkpoint", "inspect", model);
    assertTrue(out.contains("layout        GreenMIM for DJL"), out);
  }

  @Test
  void turnsColours() throws IOException {
    Path in = write(ours);
    Path file = folder.resolve("out.safetensors");
    run("checkpoint", "convert", in, file, "--to", "greenmim", "--bgr", "--undivided");
    assertEquals(0, exitCode, err);
    String first = "backbone.bottom_up.patch_embed.proj.weight";
    Map<String, StoredTensor> written = SafeTensorsFile.open(file).tensors();
    float theirs = ours.get(first).read().getFloat(2 * 16 * Float.BYTES);
    assertEquals(theirs * 58.395f, written.get(first).read().getFloat(0), 1e-4f);
  }

  @Test
  void wrongTargetsAndGapsGiveOneLine() throws IOException {
    Path in = write(ours);
    Path file = folder.resolve("out.safetensors");
    run("checkpoint", "convert", in, file, "--to", "timm");
    assertEquals(1, exitCode);
    assertEquals(
        "greenmim: %s: expected --to with one of greenmim, detectron2 for this kind of checkpoint,"
                .formatted(in)
            + " got timm",
        err);
    run("checkpoint", "convert", in, file, "--to", "onnx");
    assertEquals(2, exitCode);
    assertTrue(
        err.startsWith(
            "greenmim: --to: expected one of %s, detectron2,"
                .formatted(String.join(", ", CheckpointExporter.targets()))),
        err);
    run("checkpoint", "convert", in, file, "--to", "greenmim", "--model", "swin_tiny");
    assertTrue(err.startsWith("greenmim: unknown detector 'swin_tiny'; the nearest are"), err);

    Path heads = write(SyntheticDetector.torchvision(ours, List.of(1, 2, 3), 4, false));
    Path model = folder.resolve("model");
    run(
        "checkpoint",
        "convert",
        heads,
        model,
        "--to",
        "greenmim",
        "--model",
        "mask_rcnn_swin_tiny");
    assertEquals(1, exitCode);
    assertTrue(err.contains("expected every tensor of mask_rcnn_swin_tiny for a model"), err);
    assertFalse(Files.exists(model));
    run(
        "checkpoint",
        "convert",
        heads,
        file,
        "--to",
        "detectron2",
        "--model",
        "mask_rcnn_swin_tiny");
    assertEquals(0, exitCode, err);
    assertEquals(34, SafeTensorsFile.open(file).tensors().size());
  }

  /** As detectron2 publishes its models: a pickle of arrays, with a ResNet. */
  @Test
  void readsTheFilesOfDetectron2() throws IOException {
    Path pickle = folder.resolve("model_final.pkl");
    try (InputStream resource = getClass().getResourceAsStream("/checkpoints/detectron2.pkl")) {
      Files.copy(resource, pickle);
    }
    run("checkpoint", "inspect", pickle);
    assertEquals(0, exitCode, err);
    for (String line :
        List.of(
            "layout        detectron2 Mask R-CNN with another backbone",
            "method        Mask R-CNN of 2 classes",
            "heads         pyramid 2, boxes 3 wide, masks 2 wide",
            "would load    34 tensors",
            "not loaded    13: backbone.bottom_up.stem.conv1.weight",
            "also          __author__ Detectron2 Model Zoo")) {
      assertTrue(out.contains(line), line + " in " + out);
    }
    Path file = folder.resolve("out.safetensors");
    run(
        "checkpoint",
        "convert",
        pickle,
        file,
        "--to",
        "detectron2",
        "--model",
        "mask_rcnn_swin_nano",
        "--categories",
        Files.writeString(folder.resolve("names.txt"), "cat\ndog\n"));
    assertEquals(0, exitCode, err);
    ImportedDetector heads =
        DetectorImporter.read(
            SafeTensorsFile.open(file),
            DetectorImporter.defaults().withTarget("x", SyntheticDetector.ENCODER),
            List.of());
    assertEquals(
        List.of(new Category(1, "cat"), new Category(2, "dog")), heads.config().categories());
    float[] logits = FloatValues.of(heads.tensors().get("roi_heads.box_predictor.cls_score.bias"));
    assertArrayEquals(new float[] {0.768945f, 0.452978f, 0.372120f}, logits, 1e-6f);

    StartingWeights start =
        StartingWeights.read(pickle, null, heads.config(), DetectorImporter.defaults());
    assertTrue(start.tensors().containsKey("roi_heads.box_head.fc1.weight"), start.summary());
    run("checkpoint", "convert", pickle, folder.resolve("x.pkl"), "--to", "detectron2");
    assertEquals(2, exitCode);
    assertTrue(err.startsWith("greenmim: OUT: expected FILE.safetensors or a folder, got"), err);
  }

  @Test
  void categoriesNameTheClasses() throws IOException {
    Path in = write(SyntheticDetector.mmdetection(ours));
    Path model = folder.resolve("model");
    Path json = folder.resolve("categories.json");
    Files.writeString(
        json,
        "{\"info\": {}, \"categories\": [{\"id\": 7, \"name\": \"c\"},"
            + " {\"id\": 2, \"name\": \"a\", \"x\": 1}, {\"id\": 5, \"name\": \"b\"}]}");
    run("checkpoint", "convert", in, model, "--to", "greenmim", "--categories", json);
    assertEquals(0, exitCode, err);
    List<Category> expected =
        List.of(new Category(2, "a"), new Category(5, "b"), new Category(7, "c"));
    assertEquals(config.withCategories(expected), DetectorFolder.readConfig(model));
    SyntheticDetector.assertSame(ours, DetectorFolder.open(model, config).tensors());

    Path names = Files.writeString(folder.resolve("names.txt"), "x\n y z\r\nw\n\n");
    Path again = folder.resolve("again");
    run("checkpoint", "convert", model, again, "--to", "greenmim", "--categories", names);
    assertEquals(0, exitCode, err);
    assertEquals(
        List.of("x", "y z", "w"),
        DetectorFolder.readConfig(again).categories().stream().map(Category::name).toList());
  }

  @Test
  void categoriesThatDoNotFitGiveOneLine() throws IOException {
    Path in = write(ours);
    Path out = folder.resolve("model");
    Path names = Files.writeString(folder.resolve("names.txt"), "one\ntwo\n");
    run("checkpoint", "convert", in, out, "--to", "greenmim", "--categories", names);
    assertEquals(1, exitCode);
    assertEquals(
        "greenmim: %s: expected the categories of 3 classes, got 2 categories".formatted(in), err);
    run("checkpoint", "convert", in, out, "--to", "greenmim", "--categories", folder.resolve("no"));
    assertEquals(1, exitCode);
    assertEquals(
        "greenmim: %s: expected a file of categories, got no such file"
            .formatted(folder.resolve("no")),
        err);
    assertFalse(Files.exists(out));
  }

  /** Detectors are known beside the encoders that the commands take anyway. */
  @Test
  void encodersStayEncoders() throws IOException {
    ModelConfig encoder = ModelConfig.of("x", SyntheticDetector.ENCODER, HeadConfig.NONE);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Backbones.shapes(encoder)
        .forEach(
            (name, shape) ->
                tensors.put(name, SyntheticDetector.drawn(new SplittableRandom(1), shape)));
    Path model = folder.resolve("model");
    ModelFolder.save(model, encoder, tensors);
    run("checkpoint", "inspect", model);
    assertEquals(0, exitCode, err);
    assertTrue(out.contains("method        an encoder"), out);
    Path file = folder.resolve("x.safetensors");
    run("checkpoint", "convert", model, file, "--to", "timm", "--categories", model);
    assertEquals(1, exitCode);
    assertTrue(err.contains("expected a detector for --categories, got one without"), err);
    run("checkpoint", "convert", model, file, "--to", "detectron2");
    assertTrue(
        err.contains(
            "expected --to with one of %s for"
                .formatted(String.join(", ", CheckpointExporter.targets()))),
        err);
  }
}
