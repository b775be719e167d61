package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenmim.config.MimConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.weights.ConfigFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainCommandTest {

  private static final long PROCESS_SECONDS = 120;

  @TempDir Path folder;
  private Path data;
  private Path run;
  private String out;
  private String err;

  @BeforeEach
  void drawImages() throws IOException {
    data = folder.resolve("data");
    run = folder.resolve("run");
    for (int i = 0; i < 8; i++) {
      Path file = data.resolve(i % 2 == 0 ? "a/b" : ".").resolve("image" + i + ".png");
      draw(file, 60 + 10 * i, 90 - 5 * i, i);
    }
  }

  private static void draw(Path file, int width, int height, int number) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(30 * number % 256, 200 - 20 * number, 90));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.WHITE);
    graphics.fillOval(5 * number, 10, 30, 40);
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private List<String> arguments(Path output, String... more) {
    List<String> words = NanoRun.words(data, output, "--epochs=2", "--drop-path=0.1");
    words.addAll(List.of(more));
    return words;
  }

  private int execute(List<String> words) {
    Screen screen = Screen.ofMain(words.toArray(String[]::new));
    out = screen.out();
    err = screen.err();
    return screen.exitCode();
  }

  private void assertFails(int code, String message, List<String> words) {
    assertEquals(code, execute(words), () -> err);
    String text = err;
    assertTrue(text.contains(message), text);
    assertTrue(text.startsWith("greenmim: "), text);
    assertFalse(text.contains("\tat "), text);
    long lines = text.lines().filter(line -> !line.startsWith("See '")).count();
    assertEquals(1, lines, text);
  }

  @Test
  void leavesEverythingInTheRunFolder() throws IOException {
    assertEquals(0, execute(arguments(run, "--clip-norm=5")), () -> err);
    for (String name :
        List.of(
            "config.json",
            "model.safetensors",
            "optimizer.safetensors",
            "state.json",
            "metrics.jsonl",
            "manifest.json",
            "options.json",
            "loss.png",
            "reconstructions/epoch-0001.png",
            "reconstructions/epoch-0002.png")) {
      assertTrue(Files.size(run.resolve(name)) > 0, name);
    }
    assertEquals(8, MetricsLog.read(run.resolve(MetricsLog.NAME)).size());
    assertTrue(MetricsLog.read(run.resolve(MetricsLog.NAME)).get(7).gradNorm().isPresent());
    assertEquals(8, RunManifest.read(run).imageCount());
    assertTrue(out.contains("epoch 2"), out);
    Matcher waited =
        Pattern.compile("waited for the loader (\\d+\\.\\d) % of the steps").matcher(out);
    assertTrue(waited.find(), out);
    assertTrue(Double.parseDouble(waited.group(1)) <= 100, out);
  }

  @Test
  void limitsOfImagesAreOptions() {
    assertFails(
        1,
        "the limit of --max-image-pixels is 999 in all",
        arguments(run, "--max-image-pixels=999"));
    assertFails(
        1, "the limit of --max-image-side is 9 a side", arguments(run, "--max-image-side=9"));
    assertFails(1, "the limit of --max-image-bytes is 20", arguments(run, "--max-image-bytes=20"));
    assertFails(1, "greenmim: --max-image-side: expected", arguments(run, "--max-image-side=0"));
  }

  @Test
  void groupingIsRefusedWhereThereAreNoWindows() {
    List<String> words = arguments(run, "--grouping=fixed");
    words.replaceAll(word -> word.startsWith("--model=") ? "--model=convnextv2_atto" : word);
    assertTrue(words.contains("--model=convnextv2_atto"), words.toString());
    assertFails(
        1,
        "--grouping: expected a model of the families that group windows, swin or twins, got"
            + " convnextv2_atto",
        words);
    assertFalse(Files.exists(run));
    words.add("--resume");
    assertFails(1, "--resume: expected a checkpoint in", words); // An older run goes on.
  }

  @Test
  void groupingIsRefusedWhereWholeImagesAreSeen() {
    assertFails(
        1,
        "--grouping: expected a method that groups the visible patches, greenmim, got simmim",
        arguments(run, "--grouping=fixed", "--method=simmim"));
    assertFalse(Files.exists(run));
  }

  @Test
  void simMimTrainsWithItsOwnRecipe() throws IOException {
    Path whole = folder.resolve("whole");
    List<String> simMim = List.of("--method=simmim", "--min-scale=0.5", "--drop-path=0");
    assertEquals(0, execute(arguments(whole, simMim.toArray(String[]::new))), () -> err);
    var effective = ConfigFile.readMap(whole.resolve("options.json"));
    assertEquals("simmim", effective.get("method").toString().toLowerCase(Locale.ROOT));
    assertEquals(0.6, effective.get("mask-ratio"));
    assertEquals(0.999, effective.get("beta2"));
    assertEquals(5.0, effective.get("clip-norm"));
    assertEquals(0.5, effective.get("min-scale"));
    assertEquals(0.2, effective.get("warmup-epochs"));
    assertEquals(0.05 * 4e-3 * 2 / 256, (double) effective.get("min-lr"), 1e-12);
    assertEquals("COSINE", effective.get("schedule"));
    List<Double> rates =
        MetricsLog.read(whole.resolve(MetricsLog.NAME)).stream()
            .map(StepMetrics::learningRate)
            .toList();
    double peak = 4e-3 * 2 / 256;
    assertEquals(0.005 * peak, rates.get(0), 1e-12);
    assertEquals(peak * (0.05 + 0.95 * (1 + Math.cos(Math.PI / 8)) / 2), rates.get(1), 1e-12);
    assertEquals(1e-5, ConfigFile.readModel(whole).encoder().layerNormEps());
    assertEquals(0.6, ((SimMimConfig) ConfigFile.readModel(whole).head()).maskRatio());
    assertTrue(MetricsLog.read(whole.resolve(MetricsLog.NAME)).get(7).gradNorm().isPresent());

    List<String> half = new ArrayList<>(simMim);
    half.addAll(List.of("--max-steps=8", "--checkpoint-steps=3"));
    assertEquals(0, execute(arguments(run, half.toArray(String[]::new))), () -> err);
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.safetensors")),
        Files.readAllBytes(run.resolve("model.safetensors")),
        "the same seed gives the same weights");
    assertEquals(
        0,
        execute(List.of("reconstruct", "--model=" + run, "--images=" + data, "--output=" + folder)),
        () -> err);
    assertTrue(Files.exists(folder.resolve("image1.png.png")));
  }

  @Test
  void imagesMayHaveBlocksOfTheirOwnHidden() throws IOException {
    Path whole = folder.resolve("whole");
    String[] masks = {"--masks=image", "--mask-shape=block"};
    assertEquals(0, execute(arguments(whole, masks)), () -> err);
    var effective = ConfigFile.readMap(whole.resolve("options.json"));
    assertEquals("IMAGE", effective.get("masks"));
    assertEquals("BLOCK", effective.get("mask-shape"));
    assertEquals(
        0,
        execute(
            List.of("pretrain", "--config=" + whole.resolve("options.json"), "--output=" + run)),
        () -> err);
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.safetensors")),
        Files.readAllBytes(run.resolve("model.safetensors")));
    Path usual = folder.resolve("usual");
    assertEquals(0, execute(arguments(usual)), () -> err);
    assertNotEquals(
        MetricsLog.read(whole.resolve(MetricsLog.NAME)).get(0).loss(),
        MetricsLog.read(usual.resolve(MetricsLog.NAME)).get(0).loss());
  }

  @Test
  void optionsComeFromFilesAndTheCommandLineWins() throws IOException {
    Path yaml = folder.resolve("options.yaml");
    Files.writeString(
        yaml,
        "data: %s\nmodel: swin_nano_patch4_window7_224\nimage-size: 64\nbatch-size: 4\nepochs: 1\n"
                .formatted(data)
            + "mask-ratio: 0.5\n");
    assertEquals(
        0,
        execute(
            List.of("pretrain", "--config", yaml.toString(), "--batch-size=8", "--output=" + run)),
        () -> err);
    var effective = ConfigFile.readMap(run.resolve("options.json"));
    assertEquals(8L, effective.get("batch-size"));
    assertEquals(0.5, effective.get("mask-ratio"));
    assertEquals(0.5, ((MimConfig) ConfigFile.readModel(run).head()).maskRatio());
    Path again = folder.resolve("again");
    assertEquals(
        0,
        execute(
            List.of("pretrain", "--config=" + run.resolve("options.json"), "--output=" + again)),
        () -> err);
    assertArrayEquals(
        Files.readAllBytes(run.resolve("model.safetensors")),
        Files.readAllBytes(again.resolve("model.safetensors")));
    Files.writeString(yaml, "batchsize: 4\n");
    assertFails(2, "unknown key 'batchsize'", List.of("pretrain", "--config", yaml.toString()));
  }

  @Test
  void anotherSeedGivesOtherWeights() throws IOException {
    Path other = folder.resolve("other");
    assertEquals(0, execute(arguments(run, "--max-steps=1")));
    assertEquals(0, execute(arguments(other, "--max-steps=1", "--seed=1", "--loader-threads=1")));
    assertNotEquals(
        -1, Files.mismatch(run.resolve("model.safetensors"), other.resolve("model.safetensors")));
  }

  @Test
  void aKilledRunResumesToTheSameBits() throws Exception {
    Path killed = folder.resolve("killed");
    String[] more = {"--epochs=5", "--checkpoint-steps=5", "--pictures=0"};
    assertEquals(0, execute(arguments(run, more)), () -> err);

    Process process = start(arguments(killed, more));
    Path metrics = killed.resolve(MetricsLog.NAME);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PROCESS_SECONDS);
    while (process.isAlive() && lines(metrics) < 10 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    process.destroyForcibly(); // SIGKILL
    assertTrue(process.waitFor(PROCESS_SECONDS, TimeUnit.SECONDS));
    assertTrue(lines(metrics) >= 10, "the run was killed after step 10");
    assertTrue(lines(metrics) < 20, "the run was killed before its end");

    assertEquals(
        0, execute(List.of("pretrain", "--resume", "--output", killed.toString())), () -> err);
    assertTrue(out.contains("going on after step"), out);
    for (String name : List.of("model.safetensors", "optimizer.safetensors")) {
      assertEquals(-1, Files.mismatch(run.resolve(name), killed.resolve(name)), name);
    }
    assertEquals(20, MetricsLog.read(metrics).size());
  }

  @Test
  void anInterruptedRunEndsItsStepAndWritesACheckpoint() throws Exception {
    Path stopped = folder.resolve("stopped");
    String[] more = {"--epochs=500", "--checkpoint-steps=1000000", "--pictures=0"};
    Process process = start(arguments(stopped, more));
    Path metrics = stopped.resolve(MetricsLog.NAME);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PROCESS_SECONDS);
    while (process.isAlive() && lines(metrics) < 3 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    process.destroy(); // SIGTERM
    assertTrue(process.waitFor(PROCESS_SECONDS, TimeUnit.SECONDS));
    String log = Files.readString(folder.resolve("log.txt"));
    assertEquals(128 + 15, process.exitValue(), log);
    assertFalse(log.contains("fatal error"), log);
    long steps = lines(metrics);
    assertTrue(log.contains("stopped after step " + steps + " of 2000; go on with"), log);
    assertEquals(
        0,
        execute(
            List.of(
                "pretrain",
                "--resume",
                "--output=" + stopped,
                "--epochs=500",
                "--max-steps=" + (steps + 2))),
        () -> err);
    assertTrue(out.contains("going on after step " + steps), out);
  }

  private static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.count();
    }
  }

  private Process start(List<String> words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                GreenMim.class.getName()));
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log.txt").toFile())
        .start();
  }

  @Test
  void aDiskThatIsFullKeepsTheOldCheckpoint() throws Exception {
    assumeTrue(new File("/usr/bin/prlimit").canExecute(), "no prlimit to limit the size of files");
    assertEquals(0, execute(arguments(run, "--epochs=3", "--max-steps=2", "--pictures=0")));
    byte[] before = Files.readAllBytes(run.resolve("model.safetensors"));
    List<String> words = arguments(run, "--resume", "--epochs=3", "--max-steps=4", "--pictures=0");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                FullDisk.class.getName(),
                Long.toString(before.length / 2)));
    command.addAll(words);
    Path log = folder.resolve("full.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(PROCESS_SECONDS, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue(), Files.readString(log));
    assertTrue(Files.readString(log).contains("File too large"), Files.readString(log));
    assertTrue(Files.readString(log).contains("step 3/"), Files.readString(log));
    assertArrayEquals(before, Files.readAllBytes(run.resolve("model.safetensors")));
    assertEquals(0, execute(words), () -> err);
  }

  @Test
  void foldersWithoutImagesAreRefused() throws IOException {
    data = Files.createDirectories(folder.resolve("empty"));
    assertFails(1, data.toString(), arguments(run));
    Files.writeString(data.resolve("notes.txt"), "no image");
    assertFails(1, "JPEG", arguments(run));
    data = folder.resolve("missing");
    assertFails(1, data.toString(), arguments(run));
    assertFalse(Files.exists(run), "nothing is written");
  }

  @Test
  void unreadableImagesAreListedAndAllOfThemAreAnError() throws IOException {
    Files.writeString(data.resolve("broken.jpg"), "no image");
    assertEquals(0, execute(arguments(run, "--epochs=3")), () -> err);
    assertTrue(Files.readString(run.resolve("unreadable.txt")).startsWith("broken.jpg\t"));
    assertEquals(1, RunManifest.read(run).unreadableCount());
    data = Files.createDirectories(folder.resolve("allbroken"));
    for (int i = 0; i < 3; i++) {
      Files.writeString(data.resolve(i + ".jpg"), "no image");
    }
    assertFails(1, "none of", arguments(folder.resolve("other")));
  }

  @Test
  void whatTheSearchPassedOverIsToldAndListed() throws IOException {
    Files.createSymbolicLink(data.resolve("lost.png"), data.resolve("nowhere.png"));
    Files.createSymbolicLink(data.resolve("a/up"), data);
    Files.writeString(data.resolve("notes.txt"), "no image");
    Files.move(data.resolve("image1.png"), data.resolve("image1"));
    assertEquals(0, execute(arguments(run, "--epochs=1", "--pictures=0")), () -> err);
    assertTrue(
        out.startsWith(
            "passed over 3 in %s: other files 1 (.txt 1), links, folders and".formatted(data)),
        out::toString);
    assertTrue(out.contains("passed over a/up: a link that leads in a circle"));
    assertEquals(8, RunManifest.read(run).imageCount(), "one of them has no ending");
    assertEquals(
        "a/up\ta link that leads in a circle\nlost.png\ta link that leads nowhere\n",
        Files.readString(run.resolve("unreadable.txt")));
    assertEquals(2, RunManifest.read(run).unreadableCount());
  }

  /** The published schedule of the method is that of its run, not only of a class. */
  @Test
  void simMimStartsAtHalfAPercentOfThePeak() throws IOException {
    List<String> words = arguments(run, "--method=simmim", "--max-steps=1", "--pictures=0");
    assertEquals(0, execute(words), () -> err);
    double peak = 4e-3 * 2 / 256;
    StepMetrics first = MetricsLog.read(run.resolve(MetricsLog.NAME)).get(0);
    assertEquals(0.005 * peak, first.learningRate(), 1e-12);
  }

  /** A step schedule, weights of another distribution: both are seen in the run and resumed. */
  @Test
  void schedulesAndFirstWeightsAreChosen() throws IOException {
    List<String> words = arguments(run, "--schedule=step", "--init-weights=normal");
    assertEquals(0, execute(words), () -> err);
    var effective = ConfigFile.readMap(run.resolve("options.json"));
    assertEquals("STEP", effective.get("schedule"));
    assertEquals("NORMAL", effective.get("init-weights"));
    assertFalse(effective.containsKey("min-lr"));
    List<Double> rates =
        MetricsLog.read(run.resolve(MetricsLog.NAME)).stream()
            .map(StepMetrics::learningRate)
            .toList();
    double peak = 4e-3 * 2 / 256;
    assertEquals(peak, rates.get(6), 1e-12);
    assertEquals(peak / 10, rates.get(7), 1e-12);
    Path other = folder.resolve("published");
    assertEquals(0, execute(arguments(other, "--schedule=step")), () -> err);
    assertFalse(
        Arrays.equals(
            Files.readAllBytes(other.resolve("model.safetensors")),
            Files.readAllBytes(run.resolve("model.safetensors"))));
    assertFails(
        1,
        "--min-lr: expected none with --schedule step, got 1.0E-5",
        arguments(folder.resolve("x"), "--schedule=step", "--min-lr=1e-5"));
  }

  @ParameterizedTest
  @CsvSource({
    "--image-size=100, --image-size",
    "--mask-ratio=0, --mask-ratio",
    "--mask-ratio=1, --mask-ratio",
    "--mask-ratio=0.99, 0.99",
    "--model=swin_nano_patch4_window9_224, swin_nano_patch4_window7_224",
    "--device=gpu:99, GPU 99",
    "--batch-size=9, 8 image",
    "--epochs=0, --epochs",
    "--base-lr=-1, --base-lr"
  })
  void valuesOutOfRangeAreOneLine(String option, String message) {
    assertFails(1, message, arguments(run, option));
    assertFalse(Files.exists(run.resolve("state.json")));
  }

  @ParameterizedTest
  @CsvSource({"--epochs=many, --epochs", "--epoch=2, --epochs", "--resume=maybe, --resume"})
  void wrongUsageEndsWithTwo(String option, String message) {
    assertFails(2, message, arguments(run, option));
  }

  @Test
  void anotherRunsFolderIsRefused() throws IOException {
    assertFails(1, "found none", arguments(run, "--resume"));
    assertEquals(0, execute(arguments(run, "--max-steps=1")));
    byte[] before = Files.readAllBytes(run.resolve("model.safetensors"));
    assertFails(1, "holds another run", arguments(run));
    assertFails(1, "--seed", arguments(run, "--resume", "--seed=5"));
    draw(data.resolve("new.png"), 64, 64, 3);
    assertFails(
        1,
        "--resume: --data: expected the 8 images that %s began with, got 9; what changed: 1 added (new.png)"
            .formatted(run),
        arguments(run, "--resume"));
    Files.delete(data.resolve("new.png"));
    Files.writeString(run.resolve("state.json"), "{}");
    assertFails(1, "state.json", arguments(run, "--resume"));
    assertArrayEquals(before, Files.readAllBytes(run.resolve("model.safetensors")));
  }

  /** With an image less an epoch has fewer steps than the run has taken: that is not the fault. */
  @Test
  void aRunWhoseImagesAreGoneNamesThem() throws IOException {
    assertEquals(0, execute(arguments(run, "--epochs=1", "--pictures=0")), () -> err);
    Files.delete(data.resolve("image1.png"));
    assertFails(
        1,
        "--resume: --data: expected the 8 images that %s began with, got 7; what changed: 1 removed (image1.png)"
            .formatted(run),
        arguments(run, "--resume", "--epochs=1"));
  }

  @Test
  void imagesOfExtremeShapesTrain() throws IOException {
    draw(data.resolve("one.png"), 1, 1, 1);
    draw(data.resolve("wide.png"), 3000, 2, 1);
    BufferedImage grey = new BufferedImage(50, 70, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(grey, "jpg", data.resolve("grey.jpg").toFile());
    BufferedImage alpha = new BufferedImage(50, 70, BufferedImage.TYPE_INT_ARGB);
    ImageIO.write(alpha, "png", data.resolve("alpha.png").toFile());
    assertEquals(0, execute(arguments(run, "--batch-size=12", "--epochs=1")), () -> err);
    assertFalse(Files.exists(run.resolve("unreadable.txt")));
  }
}
