package io.greenmim.detect.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.checkpoint.ModelTensors;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.DetectorImporter;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.cli.GreenMim;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code greenmim checkpoint} with detectors. */
class DetectorCheckpointsTest {

  @TempDir private Path folder;

  private final DetectorConfig config = SyntheticDetector.config(3);
  private final Map<String, StoredTensor> ours = SyntheticDetector.weights(config);
  private int exitCode;
  private String out;
  private String err;

  private void checkpoint(Object... arguments) {
    StringWriter text = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line = GreenMim.commandLine();
    line.setOut(new PrintWriter(text, true));
    line.setErr(new PrintWriter(errors, true));
    String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    exitCode = line.execute(words);
    out = text.toString();
    err = errors.toString().strip();
  }

  private Path write(Map<String, StoredTensor> tensors) throws IOException {
    Path file = folder.resolve("in.safetensors");
    SafeTensorsWriter.write(file, tensors, Map.of());
    return file;
  }

  @Test
  void inspectsADetector() throws IOException {
    checkpoint("checkpoint", "inspect", write(SyntheticDetector.mmdetection(ours)));

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
    checkpoint(
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
    checkpoint("checkpoint", "inspect", write(theirs));
    assertEquals(0, exitCode, err);
    assertTrue(out.contains("layout        mmdetection Mask R-CNN"), out);
    assertTrue(out.contains("nothing: expected a pyramid and heads without normalisation"), out);
  }

  @Test
  void convertsThereAndBack() throws IOException {
    Path model = folder.resolve("model");
    checkpoint(
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
    checkpoint("checkpoint", "convert", model, file, "--to", "detectron2");
    assertEquals(0, exitCode, err);
    assertTrue(out.endsWith("wrote %s as detectron2 Mask R-CNN%n".formatted(file)), out);
    SafeTensorsFile written = SafeTensorsFile.open(file);
    SyntheticDetector.assertSame(ours, written.tensors());
    assertEquals("pt", written.metadata().get("format"));
    assertEquals(
        config, DetectorImporter.read(written, DetectorImporter.defaults(), List.of()).config());
    checkpoint("checkpoint", "inspect", model);
    assertTrue(out.contains("layout        GreenMIM for DJL"), out);
  }

  @Test
  void turnsColours() throws IOException {
    Path in = write(ours);
    Path file = folder.resolve("out.safetensors");
    checkpoint("checkpoint", "convert", in, file, "--to", "greenmim", "--bgr", "--undivided");
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
    checkpoint("checkpoint", "convert", in, file, "--to", "timm");
    assertEquals(1, exitCode);
    assertEquals(
        "greenmim: %s: expected --to with one of greenmim, detectron2 for this kind of checkpoint,"
                .formatted(in)
            + " got timm",
        err);
    checkpoint("checkpoint", "convert", in, file, "--to", "onnx");
    assertEquals(2, exitCode);
    assertTrue(
        err.startsWith(
            "greenmim: --to: expected one of greenmim, microsoft, timm, huggingface, detectron2,"),
        err);
    checkpoint("checkpoint", "convert", in, file, "--to", "greenmim", "--model", "swin_tiny");
    assertTrue(err.startsWith("greenmim: unknown detector 'swin_tiny'; the nearest are"), err);

    Path heads = write(SyntheticDetector.torchvision(ours, List.of(1, 2, 3), 4, false));
    Path model = folder.resolve("model");
    checkpoint(
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
    checkpoint(
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

  /** Detectors are known beside the encoders that the commands take anyway. */
  @Test
  void encodersStayEncoders() throws IOException {
    ModelConfig encoder = ModelConfig.bare("x", SyntheticDetector.ENCODER);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    ModelTensors.of(encoder)
        .forEach(
            (name, shape) ->
                tensors.put(name, SyntheticDetector.drawn(new SplittableRandom(1), shape)));
    Path model = folder.resolve("model");
    ModelFolder.save(model, encoder, tensors);
    checkpoint("checkpoint", "inspect", model);
    assertEquals(0, exitCode, err);
    assertTrue(out.contains("method        an encoder"), out);
    checkpoint(
        "checkpoint", "convert", model, folder.resolve("x.safetensors"), "--to", "detectron2");
    assertTrue(
        err.contains("expected --to with one of greenmim, microsoft, timm, huggingface for"), err);
  }
}
