package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.config.WindowOrder;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.train.testing.TinyRuns;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointCommandTest {

  @TempDir private Path folder;

  private Path run;

  @BeforeEach
  void makeRun() throws IOException {
    run = TinyModelFolder.masked(folder.resolve("run"), 1);
  }

  private static Screen checkpoint(Object... arguments) {
    Stream<String> words = Arrays.stream(arguments).map(Object::toString);
    return Screen.of(Stream.concat(Stream.of("checkpoint"), words).toArray(String[]::new));
  }

  private static Screen convert(Object... arguments) {
    return checkpoint(Stream.concat(Stream.of("convert"), Arrays.stream(arguments)).toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"microsoft", "timm", "huggingface", "greenmim"})
  void convertsThereAndBack(String layout) throws IOException {
    Path there = folder.resolve("there.safetensors");
    Path back = folder.resolve("back");

    Screen first = convert(run, there, "--to", layout, "--strict");
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(first.out().startsWith("read GreenMIM for DJL of tiny"), first.out());
    Screen second = convert(there, back, "--to", "greenmim", "--strict");
    assertEquals(0, second.exitCode(), second.err());

    assertEquals(TinyRuns.MODEL, ConfigFile.readModel(back));
    Map<String, StoredTensor> expected = weights(run);
    Map<String, StoredTensor> actual = weights(back);
    assertEquals(expected.keySet(), actual.keySet());
    for (String name : expected.keySet()) {
      assertEquals(expected.get(name).read(), actual.get(name).read(), name);
    }
    assertEquals(Set.of("run", "there.safetensors", "back"), files(folder));
  }

  @Test
  void extractsFilesOfAnyModel() throws Exception {
    Path in = Path.of(getClass().getResource("/checkpoints/zip.pth").toURI());
    Path expected = Path.of(getClass().getResource("/checkpoints/expected.safetensors").toURI());
    Path out = folder.resolve("plain.safetensors");
    Screen screen = checkpoint("extract", in, out);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().startsWith("14 tensors in "), screen.out());
    Map<String, StoredTensor> wanted = SafeTensorsFile.open(expected).tensors();
    Map<String, StoredTensor> got = SafeTensorsFile.open(out).tensors();
    assertEquals(wanted.keySet(), got.keySet());
    for (String name : wanted.keySet()) {
      assertEquals(wanted.get(name).describe(), got.get(name).describe(), name);
      assertEquals(wanted.get(name).read(), got.get(name).read(), name);
    }
    assertTrue(checkpoint("extract", in, out).err().contains("exists already"));
    assertEquals(0, checkpoint("extract", in, out, "--overwrite").exitCode());
    assertEquals(2, checkpoint("extract", in, folder.resolve("x.pth")).exitCode());
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static Map<String, StoredTensor> weights(Path folder) throws IOException {
    return SafeTensorsFile.open(folder.resolve(ModelFolder.WEIGHTS)).tensors();
  }

  @Test
  void givesAModelTheOrderOfWindowsThatIsAskedFor() throws IOException {
    Path out = folder.resolve("timm");
    Screen screen = convert(run, out, "--to", "greenmim", "--window-order", "shift_then_pad");
    assertEquals(0, screen.exitCode(), screen.err());
    assertEquals(
        TinyRuns.MODEL.encoder().withWindowOrder(WindowOrder.SHIFT_THEN_PAD),
        ConfigFile.readModel(out).encoder());
  }

  @Test
  void writesTheFolderThatTransformersReads() throws IOException {
    Path out = folder.resolve("hf");
    Screen screen = convert(run, out, "--to", "huggingface");
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(Files.readString(out.resolve("config.json")).contains("\"model_type\": \"swin\""));
    assertTrue(weights(out).containsKey("embeddings.patch_embeddings.projection.weight"));
    assertEquals(
        "pt", SafeTensorsFile.open(out.resolve("model.safetensors")).metadata().get("format"));
  }

  /** The folder that people have: as it is written here, it is read again. */
  @Test
  void readsTheFolderOfTransformers() throws IOException {
    Path hf = folder.resolve("hf");
    assertEquals(0, convert(run, hf, "--to", "huggingface").exitCode());
    Path back = folder.resolve("back");

    Screen screen = convert(hf, back, "--to", "greenmim", "--strict");

    assertEquals(0, screen.exitCode(), screen.err());
    assertEquals(TinyRuns.MODEL.encoder(), ConfigFile.readModel(back).encoder());
    assertEquals(weights(run).keySet(), weights(back).keySet());
    Screen inspected = checkpoint("inspect", hf);
    assertTrue(
        inspected.out().contains("layout        Hugging Face transformers Swin"), inspected.out());
    assertTrue(checkpoint("inspect", hf, "--key", "x").err().contains("expected a file for --key"));
  }

  @Test
  void namesThePrefixAndTakesTheOneThatIsAskedFor() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path two = folder.resolve("two.safetensors");
    Map<String, StoredTensor> wrapped = new LinkedHashMap<>();
    weights(run).forEach((name, tensor) -> wrapped.put("module._orig_mod." + name, tensor));
    SafeTensorsWriter.write(one, wrapped, Map.of());
    Screen inspected = checkpoint("inspect", one);
    assertTrue(inspected.out().contains("prefix        module._orig_mod.\n"), inspected.out());
    Screen converted = convert(one, folder.resolve("a.safetensors"), "--to", "microsoft");
    assertTrue(
        converted.out().contains(", names without the prefix module._orig_mod."), converted.out());

    Map<String, StoredTensor> both = new LinkedHashMap<>();
    wrapped.forEach((name, tensor) -> both.put("student." + name, tensor));
    wrapped.forEach((name, tensor) -> both.put("teacher." + name, tensor));
    SafeTensorsWriter.write(two, both, Map.of());
    Path out = folder.resolve("b");
    Screen refused = convert(two, out, "--to", "greenmim");
    assertEquals(1, refused.exitCode());
    assertTrue(
        refused
            .err()
            .contains("under the prefixes student.module., teacher.module.; checkpoint inspect"),
        refused.err());
    Screen chosen = convert(two, out, "--to", "greenmim", "--prefix", "teacher", "--strict");
    assertEquals(0, chosen.exitCode(), chosen.err());
    assertTrue(
        chosen.out().contains(", names without the prefix teacher.module._orig_mod."),
        chosen.out());
    assertEquals(weights(run).keySet(), weights(out).keySet());
    Screen none = checkpoint("inspect", two, "--prefix", "ema.");
    assertEquals(1, none.exitCode());
    assertTrue(none.err().contains("expected names that begin with 'ema.'"), none.err());
    Screen ours = checkpoint("inspect", run, "--prefix", "encoder.");
    assertTrue(ours.err().contains("got a folder of ours"), ours.err());
  }

  @Test
  void inspectsACheckpointOfAnotherProject() {
    Path file = folder.resolve("timm.safetensors");
    assertEquals(0, convert(run, file, "--to", "timm").exitCode());

    Screen screen = checkpoint("inspect", file);

    assertEquals(0, screen.exitCode(), screen.err());
    SwinConfig encoder = (SwinConfig) TinyRuns.MODEL.encoder();
    String architecture =
        "architecture  swin, image %s, patch 4, channels %s, depths %s"
            .formatted(encoder.imageSize(), encoder.embedDim(), encoder.depths());
    for (String line :
        List.of(
            "layout        timm Swin",
            "merging       column",
            "method        a GreenMIM model with its decoder",
            architecture,
            "variant       none of the named ones",
            "missing       none",
            "unexpected    none")) {
      assertTrue(screen.out().contains(line), line + " in " + screen.out());
    }
    assertFalse(screen.out().contains("norm.weight"), screen.out());
    Screen listed = checkpoint("inspect", run, "--tensors");
    assertTrue(listed.out().contains("layout        GreenMIM for DJL"), listed.out());
    assertTrue(listed.out().contains("  encoder.norm.weight  F32 ("), listed.out());
  }

  @Test
  void inspectsWhatIsNoModel() throws IOException {
    Path file = folder.resolve("other.safetensors");
    StoredTensor tensor = MemoryTensor.of(new float[6], List.of(2L, 3L));
    SafeTensorsWriter.write(file, Map.of("conv1.weight", tensor), Map.of("epoch", "7"));

    Screen screen = checkpoint("inspect", file);

    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().contains("layout        unknown"), screen.out());
    assertTrue(screen.out().contains("  conv1.weight  F32 (2, 3)"), screen.out());
    assertTrue(screen.out().contains("1, 0.0 KB: 1 F32"), screen.out());
    assertTrue(screen.out().contains("also          epoch 7"), screen.out());
    Screen converted = convert(file, folder.resolve("out.safetensors"), "--to", "timm");
    assertEquals(1, converted.exitCode());
    assertTrue(
        converted.err().startsWith("greenmim: " + file + ": expected a checkpoint of one of"),
        converted.err());
    assertFalse(Files.exists(folder.resolve("out.safetensors")));
  }

  /** Weights of others tell how many channels there are, and somebody must tell the statistics. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "swin_nano_patch4_window7_224",
        "twins_svt_nano",
        "pvt_v2_nano",
        "convnextv2_atto"
      })
  void readsFilesOfAnyChannels(String variant) throws IOException {
    ModelConfig five =
        Backbones.variant(variant)
            .model(HeadConfig.NONE)
            .withImages(
                Preprocessing.IMAGENET.withStatistics(
                    Collections.nCopies(5, 0.25), Collections.nCopies(5, 0.5)));
    Path in = folder.resolve("five.safetensors");
    SafeTensorsWriter.write(in, zeros(five), Map.of());
    Path out = folder.resolve("out");

    Screen refused = convert(in, out, "--to", "greenmim");
    assertEquals(1, refused.exitCode());
    assertEquals(
        "greenmim: " + in + ": expected --mean --std for its 5 channels, got none",
        refused.err().strip());
    Screen three = convert(in, out, "--to", "greenmim", "--mean=1,2,3", "--std=1,1,1");
    assertEquals(
        "greenmim: " + in + ": expected --mean --std for its 5 channels, got them for 3",
        three.err().strip());
    Screen inspected = checkpoint("inspect", in);
    assertTrue(
        inspected
            .out()
            .contains(
                "channels      5; 'checkpoint convert' needs their --mean and --std, or --stats"),
        inspected.out());
    assertTrue(inspected.out().contains("missing       none"), inspected.out());

    String mean = "--mean=0.25,0.25,0.25,0.25,0.25";
    String deviation = "--std=0.5,0.5,0.5,0.5,0.5";
    Screen screen = convert(in, out, "--to", "greenmim", "--strict", mean, deviation);
    assertEquals(0, screen.exitCode(), screen.err());
    assertEquals(five.preprocessing(), ConfigFile.readModel(out).preprocessing());
    assertEquals(5, ConfigFile.readModel(out).encoder().inChannels());
    Screen own = checkpoint("inspect", out);
    assertTrue(own.out().contains("channels      5\n"), own.out());
    assertTrue(own.out().contains("layout        GreenMIM for DJL\n"), own.out());
    Screen twice = convert(out, folder.resolve("a"), "--to", "greenmim", mean, "--std=1,1,1,1,1");
    assertEquals(
        "greenmim: "
            + out.resolve("model.safetensors")
            + ": expected no --mean --std for a checkpoint that tells its own",
        twice.err().strip());
  }

  private static Map<String, StoredTensor> zeros(ModelConfig config) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Backbones.shapes(config)
        .forEach(
            (name, shape) -> {
              long length = shape.stream().mapToLong(side -> side).reduce(1, (a, b) -> a * b);
              tensors.put(name, MemoryTensor.of(new float[(int) length], shape));
            });
    return tensors;
  }

  /** A run has no header, and its names are those that the authors of its family chose. */
  @ParameterizedTest
  @ValueSource(strings = {"swin_nano_patch4_window7_224", "twins_svt_nano", "pvt_v2_nano"})
  void foldersOfRunsAreOurs(String variant) throws IOException {
    ModelConfig config = Backbones.variant(variant).model(Backbones.variant(variant).decoder());
    Path bare = folder.resolve("bare");
    Files.createDirectories(bare);
    ConfigFile.write(bare.resolve(ConfigFile.NAME), config);
    SafeTensorsWriter.write(bare.resolve(ModelFolder.WEIGHTS), zeros(config), Map.of("step", "2"));
    Screen screen = checkpoint("inspect", bare);
    assertTrue(screen.out().contains("layout        GreenMIM for DJL\n"), screen.out());
    assertFalse(screen.out().contains("released"), screen.out());
    Screen converted = convert(bare, folder.resolve("x.safetensors"), "--to", "greenmim");
    assertTrue(converted.out().startsWith("read GreenMIM for DJL of "), converted.out());

    Path other = folder.resolve("other.safetensors");
    String stranger = "convnextv2_atto";
    Screen refused = convert(bare, other, "--to", "greenmim", "--model", stranger);
    assertEquals(
        "greenmim: %s: expected the architecture of %s (family convnext_v2), got one of the family %s"
            .formatted(bare.resolve(ModelFolder.WEIGHTS), stranger, config.family()),
        refused.err().strip());
    Screen layout = convert(bare, other, "--to", "fcmae");
    assertTrue(
        layout
            .err()
            .startsWith(
                "greenmim: expected a layout for encoders of the family "
                    + config.family()
                    + ", one of greenmim, "),
        layout.err());
  }

  /** Nothing in a file of weights says which constants they were trained with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "swin_nano_patch4_window7_224 | true | timm | layerNormEps 1.0E-5, the model's is 1.0E-6",
        "swin_nano_patch4_window7_224 | false | timm |",
        "twins_svt_nano | false | greenmim_twins | embeddingNormEps 1.0E-6, the model's is 1.0E-5",
        "twins_svt_nano | true | timm |",
        "pvt_v2_nano | true | timm |",
        "convnextv2_atto | true | fcmae |",
      })
  void otherProgramsConstantsAreTold(String variant, boolean green, String target, String expected)
      throws IOException {
    EncoderConfig encoder = Backbones.variant(variant).encoder();
    if (!green && !variant.startsWith("twins")) {
      encoder = encoder.withLayerNormEps(encoder.usualLayerNormEps());
    }
    ModelConfig config =
        ModelConfig.of(
            variant, encoder, green ? Backbones.variant(variant).decoder() : HeadConfig.NONE);
    Path in = folder.resolve("in");
    Files.createDirectories(in);
    ConfigFile.write(in.resolve(ConfigFile.NAME), config);
    SafeTensorsWriter.write(in.resolve(ModelFolder.WEIGHTS), zeros(config), Map.of());
    Screen screen = convert(in, folder.resolve("out.safetensors"), "--to", target);
    assertEquals(0, screen.exitCode(), screen.err());
    List<String> told =
        screen.out().lines().filter(line -> line.startsWith("other programs take ")).toList();
    if (expected == null) {
      assertEquals(List.of(), told);
    } else {
      assertEquals("other programs take " + expected, told.get(0));
    }
  }

  @Test
  void resizesToAnotherWindow() throws IOException {
    ModelConfig config =
        ModelConfig.of(
            "x", Backbones.variant("swin_nano_patch4_window14_224").encoder(), HeadConfig.NONE);
    Path in = folder.resolve("w14.safetensors");
    SafeTensorsWriter.write(in, zeros(config), Map.of());
    Path out = folder.resolve("w7");
    String variant = "swin_nano_patch4_window7_224";

    Screen screen = convert(in, out, "--to", "greenmim", "--model", variant, "--resize", "bicubic");

    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().contains("resized 10: layers.0.blocks.0."), screen.out());
    assertEquals("7", ConfigFile.readModel(out).encoder().traits().get("window"));
    assertArrayEquals(
        new Long[] {169L, 1L},
        weights(out).get("layers.0.blocks.0.attn.relative_position_bias_table").shape().toArray());
    Screen strict =
        convert(in, out, "--to", "greenmim", "--model", variant, "--strict", "--overwrite");
    assertEquals(1, strict.exitCode());
    assertTrue(strict.err().contains("resized 10"), strict.err());
  }

  @Test
  void keepsWhatExists() throws IOException {
    Path file = folder.resolve("out.safetensors");
    Files.writeString(file, "mine");
    Screen refused = convert(run, file, "--to", "timm");
    assertEquals(1, refused.exitCode());
    assertEquals(
        "greenmim: %s: exists already; --overwrite replaces it%n".formatted(file), refused.err());
    assertEquals("mine", Files.readString(file));
    assertEquals(0, convert(run, file, "--to", "timm", "--overwrite").exitCode());

    Path model = folder.resolve("model");
    assertEquals(0, convert(run, model, "--to", "greenmim").exitCode());
    assertEquals(1, convert(run, model, "--to", "greenmim").exitCode());
    assertEquals(0, convert(run, model, "--to", "greenmim", "--overwrite").exitCode());
    Files.writeString(model.resolve("notes.txt"), "mine");
    Screen kept = convert(run, model, "--to", "greenmim", "--overwrite");
    assertEquals(1, kept.exitCode());
    assertTrue(kept.err().contains("found notes.txt in it"), kept.err());
    assertTrue(Files.exists(model.resolve("notes.txt")));
  }

  @Test
  void aFolderNeedsEveryTensor() throws IOException {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(weights(run));
    tensors.remove("encoder.norm.bias");
    Path in = folder.resolve("partial.safetensors");
    SafeTensorsWriter.write(in, tensors, Map.of());
    Screen screen = convert(in, folder.resolve("out"), "--to", "greenmim");
    assertEquals(1, screen.exitCode());
    assertTrue(
        screen.err().endsWith("missing 1: encoder.norm.bias" + System.lineSeparator()),
        screen.err());
    assertFalse(Files.exists(folder.resolve("out")));
    Screen file = convert(in, folder.resolve("out.safetensors"), "--to", "timm");
    assertEquals(0, file.exitCode(), file.err());
    assertTrue(file.out().contains("missing 1: encoder.norm.bias; unexpected none"), file.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x.safetensors --to onnx | --to: expected one of greenmim, convnext_v2, fcmae, timm,"
            + " timm_convolutions, pvt_v2, microsoft, huggingface, greenmim_twins, detectron2, got"
            + " onnx",
        "x.pth --to timm | OUT: expected FILE.safetensors or a folder, got x.pth",
        "x --to timm | OUT: expected FILE.safetensors for --to timm, got x",
        "x --to greenmim --resize bicubic | --resize: expected --model beside it, for a table to be"
            + " resized",
        "x.safetensors | Missing required option: '--to=LAYOUT'"
      })
  void wrongUsageIsOneLine(String arguments, String message) {
    Stream<String> words = Stream.of(arguments.split(" ", -1));
    Screen screen = convert(Stream.concat(Stream.of(run), words).toArray());
    assertEquals(2, screen.exitCode());
    assertTrue(screen.err().startsWith("greenmim: " + message), screen.err());
  }

  @Test
  void aMissingFileOrCommandIsNamed() {
    Screen missing = checkpoint("inspect", folder.resolve("none.pth"));
    assertEquals(1, missing.exitCode());
    assertTrue(
        missing.err().contains("none.pth: expected a checkpoint, found no such file"),
        missing.err());
    Screen empty = checkpoint("inspect", folder);
    assertEquals(1, empty.exitCode());
    assertTrue(empty.err().contains("found no config.json and model.safetensors"), empty.err());
    assertEquals(2, checkpoint().exitCode());
  }
}
