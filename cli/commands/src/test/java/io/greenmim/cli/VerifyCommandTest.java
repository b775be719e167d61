package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.testing.ReferenceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published implementations' numbers, and files that must fail. */
class VerifyCommandTest {

  private static final String CLASSIFIER = "swin_classifier_w7_224";

  @TempDir private Path folder;

  @Test
  void countsFilesAndKeys() {
    Screen screen = Screen.of("verify", ReferenceFiles.file(CLASSIFIER).toString());
    assertEquals(0, screen.exitCode(), screen.out() + screen.err());
    assertTrue(screen.out().contains("1 file, 149 keys compared, 0 failed; worst"), screen.out());
    assertEquals(149, screen.out().lines().filter(line -> line.startsWith("  pass")).count());
  }

  @Test
  void takesAPrecision() {
    Path file = ReferenceFiles.file(CLASSIFIER);
    Screen screen = Screen.of("verify", "--precision", "bf16", file.toString());
    assertEquals(0, screen.exitCode(), screen.out() + screen.err());
  }

  private Path changed(Consumer<Map<String, StoredTensor>> change, Map<String, String> metadata)
      throws IOException {
    SafeTensorsFile file = SafeTensorsFile.open(ReferenceFiles.file(CLASSIFIER));
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(file.tensors());
    change.accept(tensors);
    Map<String, String> all = new LinkedHashMap<>(file.metadata());
    all.putAll(metadata);
    Path copy = folder.resolve("changed.safetensors");
    SafeTensorsWriter.write(copy, tensors, all);
    return copy;
  }

  private void assertFails(String message, Path file) {
    Screen screen = Screen.of("verify", file.toString());
    assertEquals(1, screen.exitCode(), screen.out());
    List<String> failures = screen.out().lines().filter(l -> l.startsWith("  FAIL")).toList();
    assertEquals(1, failures.size(), screen.out());
    assertTrue(failures.get(0).contains(message), failures.get(0));
    assertFalse(screen.out().contains(", 0 failed;"), screen.out());
  }

  private static void nudge(Map<String, StoredTensor> tensors, String key, float by) {
    StoredTensor tensor = tensors.get(key);
    try {
      float[] values = FloatValues.of(tensor);
      values[values.length - 1] += by;
      tensors.put(key, MemoryTensor.of(values, tensor.shape()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneValueOffFails() throws IOException {
    String gradient = "grad.layers.3.blocks.1.mlp.fc2.bias";
    assertFails(gradient, changed(tensors -> nudge(tensors, gradient, 1e-3f), Map.of()));
    assertFails("out.logits", changed(tensors -> nudge(tensors, "out.logits", -1e-3f), Map.of()));
    assertFails("expected NaN", changed(t -> nudge(t, "out.logits", Float.NaN), Map.of()));
  }

  @Test
  void keysAreComparedBothWays() throws IOException {
    assertFails(
        "grad.head.bias: missing in the file", changed(t -> t.remove("grad.head.bias"), Map.of()));
    assertFails(
        "out.extra: unexpected in the file",
        changed(t -> t.put("out.extra", t.get("out.loss")), Map.of()));
    assertFails("missing param.head.bias", changed(t -> t.remove("param.head.bias"), Map.of()));
    assertFails(
        "unexpected param.extra", changed(t -> t.put("param.extra", t.get("out.loss")), Map.of()));
    assertFails(
        "out.logits: expected the shape (1), got (2, 10)",
        changed(t -> t.put("out.logits", t.get("out.loss")), Map.of()));
  }

  @Test
  void strangeFilesFailAndTheOthersAreCompared() throws IOException {
    String config = "{\"method\": \"greenmim\", \"family\": \"brook\"}";
    Path brook = changed(t -> {}, Map.of("config", config));
    assertFails("the family brook with the method greenmim is unknown", brook);
    Screen both = Screen.of("verify", brook.toString(), ReferenceFiles.file(CLASSIFIER).toString());
    assertEquals(1, both.exitCode());
    assertTrue(
        both.out().contains("1 file, 149 keys compared, 0 failed, 1 file not compared"),
        both.out());

    assertFails("config: expected a JSON object", changed(t -> {}, Map.of("config", "[1")));
    assertFails(
        "expected a reference file of a known kind, got one with the keys method",
        changed(t -> {}, Map.of("config", "{\"method\": \"classify\"}")));
    Path text = Files.writeString(folder.resolve("text.safetensors"), "no tensors at all");
    assertFails("text.safetensors", text);
    assertFails("no such file", folder.resolve("absent.safetensors"));
  }

  @Test
  void aFolderStandsForItsFiles() throws IOException {
    Path copies = Files.createDirectory(folder.resolve("copies"));
    Screen none = Screen.of("verify", copies.toString());
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("expected reference files (*.safetensors, *.json)"), none.err());
    for (String name : List.of(CLASSIFIER, "simmim_swin_w6_192")) {
      Files.copy(ReferenceFiles.file(name), copies.resolve(name + ".safetensors"));
    }
    Path readme = Files.writeString(copies.resolve("README.md"), "no reference file");
    Screen screen = Screen.of("verify", copies.toString());
    assertEquals(0, screen.exitCode(), screen.out());
    assertTrue(screen.out().contains("2 files, 299 keys compared, 0 failed;"), screen.out());
    assertTrue(
        screen.out().contains("passed over, no reference file: " + readme + "\n"), screen.out());
  }

  @Test
  void aFolderIsWalkedAndWhateverCannotBeComparedFails() throws IOException {
    Path top = Files.createDirectory(folder.resolve("top"));
    Path deep = Files.createDirectories(top.resolve("a/b"));
    Files.copy(ReferenceFiles.file(CLASSIFIER), deep.resolve("good.safetensors"));
    Files.writeString(deep.resolve("good.json"), "{\"kind\": \"not that of the tensors\"}");
    Files.writeString(top.resolve("list.json"), "[1, 2]");
    Files.writeString(top.resolve("object.json"), "{\"widths\": [1]}");
    Files.writeString(top.resolve("empty.json"), "");
    Files.write(top.resolve("bytes.json"), new byte[] {'{', (byte) 0xff});
    Files.writeString(deep.resolve("weights.pth"), "a checkpoint");
    Files.createSymbolicLink(top.resolve("nowhere.safetensors"), top.resolve("gone"));
    Files.createSymbolicLink(deep.resolve("circle"), top);
    Files.writeString(top.resolve(".hidden"), "x");

    Screen screen = Screen.of("verify", top.toString());

    assertEquals(1, screen.exitCode(), screen.out());
    List<String> lines = screen.out().lines().toList();
    List<String> failed =
        List.of(
            "a/b/circle",
            "a/b/good.json",
            "a/b/weights.pth",
            "bytes.json",
            "empty.json",
            "list.json",
            "nowhere.safetensors",
            "object.json");
    for (String name : failed) {
      int at = lines.indexOf(top.resolve(name).toString());
      assertTrue(at >= 0, name + " is not named in " + screen.out());
      assertTrue(lines.get(at + 1).startsWith("  FAIL  "), lines.get(at + 1));
    }
    assertTrue(
        screen.out().contains("list.json: expected a JSON object, got a list\n"), screen.out());
    assertTrue(
        screen.out().contains("empty.json: expected a JSON object, got nothing\n"), screen.out());
    assertTrue(
        lines
            .get(lines.size() - 1)
            .startsWith("1 file, 149 keys compared, 0 failed, 8 files not compared; worst"),
        screen.out());
  }

  @Test
  void jsonBesideTensorsTellsWhatTheyAre() throws IOException {
    SafeTensorsFile recorded = SafeTensorsFile.open(ReferenceFiles.file(CLASSIFIER));
    Path apart = Files.createDirectory(folder.resolve("apart"));
    Path tensors = apart.resolve("model.safetensors");
    SafeTensorsWriter.write(tensors, recorded.tensors(), Map.of());
    assertFails("metadata key config or model.json beside it, found neither", tensors);

    Path json = apart.resolve("model.json");
    Files.writeString(json, recorded.metadata().get("config"));
    for (Path path : List.of(tensors, json, apart)) {
      Screen screen = Screen.of("verify", path.toString());
      assertEquals(0, screen.exitCode(), screen.out() + screen.err());
      assertTrue(screen.out().contains("149 keys compared, 0 failed"), screen.out());
    }

    Files.writeString(apart.resolve("other.json"), "{}");
    assertFails("expected a reference file of a known kind", apart.resolve("other.json"));
    assertFails("expected a reference file of a known kind", apart);
    Files.writeString(apart.resolve("other.json"), "no JSON");
    assertFails("expected a JSON object, got no JSON", apart.resolve("other.json"));
    assertFails("expected a JSON object, got no JSON", apart);
  }
}
