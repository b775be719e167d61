package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.TensorArrays;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code publish}, {@code features} and {@code reconstruct}. */
class ModelCommandsTest {

  /** The same operations, alone and in a batch. */
  private static final float TOLERANCE = 1e-5f;

  @TempDir private Path folder;

  private Path run;
  private Path images;

  @BeforeEach
  void makeRunAndImages() throws IOException {
    run = TinyModelFolder.masked(folder.resolve("run"), 1);
    images = folder.resolve("images");
    TinyModelFolder.image(images.resolve("b.png"), 100, 80, 1);
    TinyModelFolder.image(images.resolve("sub/a, \"x\".png"), 64, 90, 2);
    Files.writeString(images.resolve("a.jpg"), "no image");
  }

  private Screen run(String command, Object... arguments) {
    Stream<String> words = Arrays.stream(arguments).map(Object::toString);
    return Screen.of(Stream.concat(Stream.of(command), words).toArray(String[]::new));
  }

  private Screen features(Object model, Object output) {
    return run("features", "--model", model, "--images", images, "--output", output);
  }

  /** What a DJL application gets for an image. */
  private static float[] expected(String url, Path image) throws Exception {
    Criteria<Path, float[]> criteria =
        Criteria.builder().setTypes(Path.class, float[].class).optModelUrls(url).build();
    try (ZooModel<Path, float[]> model = criteria.loadModel();
        Predictor<Path, float[]> predictor = model.newPredictor()) {
      return predictor.predict(image);
    }
  }

  @Test
  void featuresOfAPublishedModelAreThoseOfADjlApplication() throws Exception {
    Path zoo = folder.resolve("zoo");
    Screen published =
        run("publish", run, "--zoo", zoo, "--artifact", "mine", "--license", "Apache-2.0");
    assertEquals(0, published.exitCode(), published.err());
    Path version = zoo.resolve("model/cv/io/greenmim/mine/0.1.0");
    assertTrue(published.out().startsWith("published mine 0.1.0 in " + version), published.out());
    String url = "greenmim://mine/0.1.0?zoo=" + zoo;
    assertTrue(published.out().contains("optModelUrls(\"" + url + "\")"), published.out());

    Path file = folder.resolve("out/f.safetensors");
    Screen screen = features(url, file);
    assertEquals(0, screen.exitCode(), screen.err());
    assertEquals(
        "2 features of 64 numbers in " + file + ", 1 images skipped" + System.lineSeparator(),
        screen.out());
    assertTrue(screen.err().startsWith("skipped a.jpg: not a JPEG, PNG, BMP"), screen.err());
    assertTrue(
        Files.readString(folder.resolve("out/f.safetensors.unreadable.txt"))
            .startsWith("a.jpg\tnot a JPEG"));
    SafeTensorsFile tensors = SafeTensorsFile.open(file);
    assertEquals("[\"b.png\",\"sub/a, \\\"x\\\".png\"]", tensors.metadata().get("images"));
    assertEquals(url, tensors.metadata().get("model"));
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray features = TensorArrays.array(manager, tensors.tensor("features"));
      assertEquals(new Shape(2, 64), features.getShape());
      assertArrayEquals(
          expected(url, images.resolve("b.png")), features.get(0).toFloatArray(), TOLERANCE);
      assertArrayEquals(
          expected(url, images.resolve("sub/a, \"x\".png")),
          features.get(1).toFloatArray(),
          TOLERANCE);
    }
  }

  @Test
  void weightsArePublishedInHalfPrecisionWithNotes() throws Exception {
    Path zoo = folder.resolve("zoo");
    Path notes = Files.writeString(folder.resolve("notes.md"), "## Images\n\nOurs.\n");
    Screen screen =
        run("publish", run, "--zoo", zoo, "--artifact", "mine", "--half", "--notes", notes);
    assertEquals(0, screen.exitCode(), screen.err());
    Path version = zoo.resolve("model/cv/io/greenmim/mine/0.1.0");
    assertTrue(Files.readString(version.resolve("MODEL_CARD.md")).endsWith("## Images\n\nOurs.\n"));
    String url = "greenmim://mine?zoo=" + zoo;
    float[] exact = expected(run.toUri().toString(), images.resolve("b.png"));
    assertArrayEquals(exact, expected(url, images.resolve("b.png")), 0.01f);
    Screen inspected = run("checkpoint", "inspect", version);
    assertEquals(0, inspected.exitCode(), inspected.err());
    assertTrue(inspected.out().contains("F16"), inspected.out());
    assertTrue(inspected.out().matches("(?s).*missing +none.*"), inspected.out());
  }

  @Test
  void anArchitecturesIdIsRefusedInAnotherZoo() {
    Screen screen =
        run("publish", run, "--zoo", folder.resolve("zoo"), "--artifact", "twins_svt_nano");
    assertEquals(2, screen.exitCode());
    assertTrue(
        screen
            .err()
            .startsWith("greenmim: --artifact: twins_svt_nano is the architecture without weights"),
        screen.err());
  }

  @Test
  void featuresOfARunGoIntoACsvFile() throws IOException {
    Path csv = folder.resolve("f.csv");
    Path tensors = folder.resolve("f.safetensors");
    Files.writeString(csv, "old");
    assertEquals(0, features(run, csv).exitCode());
    assertEquals(0, features(run, tensors).exitCode());
    List<String> lines = Files.readAllLines(csv);
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).startsWith("image,f0,f1,"), lines.get(0));
    assertTrue(lines.get(0).endsWith(",f63"), lines.get(0));
    assertTrue(lines.get(2).startsWith("\"sub/a, \"\"x\"\".png\","), lines.get(2));
    String[] numbers = lines.get(1).split(",", -1);
    assertEquals("b.png", numbers[0]);
    float[] features = FloatValues.of(SafeTensorsFile.open(tensors).tensor("features"));
    for (int i = 0; i < 64; i++) {
      assertEquals(features[i], Float.parseFloat(numbers[i + 1]));
    }
  }

  @Test
  void oneImageIsEnough() throws IOException {
    Path image = images.resolve("b.png");
    Path csv = folder.resolve("one.csv");
    Path pictures = folder.resolve("one");

    Screen screen = run("features", "--model", run, "--images", image, "--output", csv);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().startsWith("1 features of 64 numbers"), screen.out());
    assertTrue(Files.readAllLines(csv).get(1).startsWith("b.png,"));

    screen = run("reconstruct", "--model", run, "--images", image, "--output", pictures);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().startsWith("1 pictures in "), screen.out());
    assertTrue(Files.exists(pictures.resolve("b.png.png")));
  }

  @Test
  void whatIsPassedOverIsTold() throws IOException {
    Files.createSymbolicLink(images.resolve("lost.png"), folder.resolve("nowhere.png"));
    Files.writeString(images.resolve("labels.txt"), "what is in the pictures");
    for (int i = 0; i < 11; i++) {
      Files.writeString(images.resolve("x%s.jpg".formatted(i)), "no image");
    }
    Path pictures = folder.resolve("pictures");
    Screen screen = run("reconstruct", "--model", run, "--images", images, "--output", pictures);
    assertEquals(0, screen.exitCode(), screen.err());
    String told =
        "passed over 2 in %s: other files 1 (.txt 1), links, folders and files that cannot be read"
            + " 1";
    List<String> lines = screen.err().lines().toList();
    assertEquals(told.formatted(images), lines.get(0));
    assertEquals("passed over lost.png: a link that leads nowhere", lines.get(1));
    assertTrue(lines.get(2).startsWith("skipped a.jpg: "), lines.get(2));
    Path list = pictures.resolve("unreadable.txt");
    assertEquals("skipped 2 more, listed in " + list, lines.get(lines.size() - 1));
    assertEquals(12, Files.readAllLines(list).size());
    assertTrue(screen.out().contains("2 pictures in "), screen.out());
    assertTrue(screen.out().contains("12 images skipped"), screen.out());
  }

  @Test
  void randomWeightsAreTold() throws IOException {
    Screen screen = features("swin_nano_patch4_window14_224", folder.resolve("f.csv"));
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(
        screen
            .err()
            .contains("swin_nano_patch4_window14_224 has no trained weights, they are random"),
        screen.err());
    assertFalse(features(run, folder.resolve("g.csv")).err().contains("random"));
    assertFalse(features("twins_svt_nano", folder.resolve("h.csv")).err().contains("random"));
  }

  @Test
  void picturesShowTheChannelsThatAreChosen() throws IOException {
    Path pictures = folder.resolve("pictures");
    List<Object> words =
        List.of("--model", run, "--images", images.resolve("b.png"), "--output", pictures);
    Stream<Object> green = Stream.concat(words.stream(), Stream.of("--picture-channels", 2));
    Screen screen = run("reconstruct", green.toArray());
    assertEquals(0, screen.exitCode(), screen.err());
    BufferedImage sheet = ImageIO.read(pictures.resolve("b.png.png").toFile());
    for (int x = 0; x < sheet.getWidth(); x++) {
      int pixel = sheet.getRGB(x, 40);
      assertEquals((pixel & 0xff) * 0x10101, pixel & 0xffffff, "grey at " + x);
    }
    Stream<Object> fourth = Stream.concat(words.stream(), Stream.of("--picture-channels", "4,3,2"));
    screen = run("reconstruct", fourth.toArray());
    assertEquals(1, screen.exitCode());
    assertEquals(
        "greenmim: --picture-channels: expected one channel or three, from 1 to 3, got 4, 3, 2",
        screen.err().strip());
  }

  @Test
  void reconstructionsStandSideBySide() throws IOException {
    Path pictures = folder.resolve("pictures");
    Screen screen =
        run(
            "reconstruct",
            "--model",
            run,
            "--images",
            images,
            "--output",
            pictures,
            "--seed",
            3,
            "--mask-ratio",
            0.75);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().startsWith("2 pictures in "), screen.out());
    assertTrue(Files.exists(pictures.resolve("sub/a, \"x\".png.png")));
    BufferedImage sheet = ImageIO.read(pictures.resolve("b.png.png").toFile());
    assertTrue(sheet.getWidth() >= 3 * 64, "width " + sheet.getWidth());
    byte[] first = Files.readAllBytes(pictures.resolve("b.png.png"));
    run(
        "reconstruct",
        "--model",
        run,
        "--images",
        images,
        "--output",
        pictures,
        "--seed",
        3,
        "--mask-ratio",
        0.75);
    assertArrayEquals(first, Files.readAllBytes(pictures.resolve("b.png.png")));
    List<Integer> random = contents("random");
    assertTrue(Set.copyOf(random).size() > 1, "the seed changes the mask");
    assertNotEquals(random, contents("block"));
  }

  /** What is in the picture of an image under the masks of some seeds. */
  private List<Integer> contents(String shape) throws IOException {
    Path pictures = folder.resolve("pictures");
    List<Integer> contents = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      run(
          "reconstruct",
          "--model",
          run,
          "--images",
          images,
          "--output",
          pictures,
          "--seed",
          seed,
          "--mask-shape",
          shape);
      contents.add(Arrays.hashCode(Files.readAllBytes(pictures.resolve("b.png.png"))));
    }
    return contents;
  }

  @Test
  void wrongUseIsExplained() throws IOException {
    Path csv = folder.resolve("f.csv");
    assertFailure(
        2,
        "--output: expected a file that ends in .safetensors or .csv, got f.txt",
        features(run, "f.txt"));
    assertFailure(
        1,
        "--model %s: expected the folder of a model or a run, found no config.json in it"
            .formatted(images),
        features(images, csv));
    assertFailure(
        1,
        "--model no/such: expected the folder of a model, found no such folder",
        features("no/such", csv));
    assertFailure(
        1,
        "unknown model 'swin_nano_window7' in classpath:mlrepo/; the nearest are"
            + " swin_nano_patch4_window7_224, ",
        features("swin_nano_window7", csv));
    Path bare = TinyModelFolder.bare(folder.resolve("bare"), 1);
    assertFailure(
        1,
        "bare: expected a model of masked image modelling to reconstruct, got a bare encoder",
        run("reconstruct", "--model", bare, "--images", images, "--output", folder));
    assertFailure(
        1,
        "--device: gpu:97 asks for GPU 97",
        run("features", "--model", run, "--images", images, "--output", csv, "--device", "gpu:97"));
    Path none = folder.resolve("none");
    Files.createDirectories(none);
    Files.writeString(none.resolve("a.png"), "no image");
    assertFailure(
        1,
        "none of the 1 images under %s can be read; the first, a.png: not a JPEG".formatted(none),
        run("features", "--model", run, "--images", none, "--output", csv));
    assertFalse(Files.exists(csv), "no half file");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("bare", "images", "none", "run"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void publishingIsRefusedWithAReason() {
    Path zoo = folder.resolve("zoo");
    assertFailure(
        2,
        "--model-version: expected numbers such as 1.0.2 or 1.1-beta, got 'x'",
        run("publish", run, "--zoo", zoo, "--model-version", "x"));
    assertFailure(
        2,
        "--license: expected an SPDX id such as Apache-2.0, or NAME=URL, got 'my own'",
        run("publish", run, "--zoo", zoo, "--license", "my own"));
    assertFailure(
        1,
        "%s: expected the folder of a run or a model, found no config.json in it".formatted(images),
        run("publish", images, "--zoo", zoo));
    assertEquals(0, run("publish", run, "--zoo", zoo).exitCode());
    assertFailure(
        1, "tiny_test_mim 0.1.0 is in the zoo already", run("publish", run, "--zoo", zoo));
    assertEquals(0, run("publish", run, "--zoo", zoo, "--overwrite").exitCode());
    assertFailure(
        1,
        "found no config.json in it; it is a zoo, one of its models is greenmim://ID?zoo=" + zoo,
        features(zoo, "f.csv"));
  }

  private static void assertFailure(int exitCode, String message, Screen screen) {
    assertEquals(exitCode, screen.exitCode(), screen.err());
    assertTrue(screen.err().startsWith("greenmim: "), screen.err());
    assertTrue(screen.err().contains(message), screen.err());
    assertEquals("", screen.out());
  }
}
