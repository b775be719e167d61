package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.scene.SyntheticScenes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trained weights out of the jar, as an application of nothing but jars has them: an empty cache,
 * no network, no folder of a zoo.
 */
class TrainedWeightsTest {

  private static final Path ARTIFACTS =
      ProjectSources.main()
          .root()
          .resolve("zoo-metadata/src/main/resources/mlrepo/model/cv/io/greenmim");

  /** The plugin's dependencies by their place in a repository. */
  private static final List<String> LIBRARIES =
      List.of(
          "/ai/djl/",
          "/com/google/code/gson/",
          "/com/twelvemonkeys/",
          "/net/java/dev/jna/",
          "/org/apache/commons/",
          "/commons-",
          "/org/slf4j/slf4j-api/");

  private static final List<String> MODULES = List.of("/plugin/target/", "/zoo-metadata/target/");

  @TempDir private static Path folder;

  private static List<String> jars;

  private List<Path> pictures;
  private Path mirrored;

  @BeforeAll
  static void packModules() throws IOException {
    jars = new ArrayList<>();
    ExampleJvm build = new ExampleJvm(folder, TrainedWeightsTest::isModule, List.of(), Map.of());
    for (String entry : build.classPath()) {
      Path place = Path.of(entry);
      jars.add(
          Files.isDirectory(place)
              ? pack(place, folder.resolve(jars.size() + ".jar")).toString()
              : entry);
    }
    assertEquals(MODULES.size(), jars.size(), jars::toString);
  }

  private static boolean isModule(String entry) {
    return MODULES.stream().anyMatch(entry::contains);
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  /** Ten pictures, and one of them mirrored. */
  @BeforeEach
  void draw() throws IOException {
    Path drawn = folder.resolve("pictures");
    new SyntheticScenes(3).writeTo(drawn, 10);
    try (Stream<Path> files = Files.list(drawn)) {
      pictures = files.sorted().toList();
    }
    BufferedImage image = ImageIO.read(pictures.get(4).toFile());
    BufferedImage turned =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        turned.setRGB(image.getWidth() - 1 - x, y, image.getRGB(x, y));
      }
    }
    mirrored = folder.resolve("mirrored.png");
    try (OutputStream out = Files.newOutputStream(mirrored)) {
      ImageIO.write(turned, "png", out);
    }
  }

  /** Ids of the artifacts that have weights beside their metadata. */
  private static List<String> models() throws IOException {
    try (Stream<Path> files = Files.walk(ARTIFACTS)) {
      List<String> models =
          files
              .filter(file -> file.endsWith("decoder.safetensors"))
              .map(file -> ARTIFACTS.relativize(file).getName(0).toString())
              .toList();
      assertTrue(models.contains("twins_svt_nano"), models::toString);
      return models;
    }
  }

  private ExampleJvm.End run(String example, List<String> arguments)
      throws IOException, InterruptedException {
    Path cache = folder.resolve("cache");
    ExampleJvm jvm =
        new ExampleJvm(
            folder,
            entry -> LIBRARIES.stream().anyMatch(entry::contains),
            List.of("-Dai.djl.offline=true"),
            Map.of("DJL_CACHE_DIR", cache.toString(), "ENGINE_CACHE_DIR", ""));
    assertTrue(jvm.classPath().stream().allMatch(entry -> entry.endsWith(".jar")));
    ExampleJvm.End end =
        jvm.runAfter(jars, ExampleJvm.source(example), arguments.toArray(String[]::new));
    assertEquals(0, end.exitCode(), end::err);
    return end;
  }

  @Test
  void theNearestOfTenIsTheSamePictureMirrored() throws Exception {
    for (String model : models()) {
      List<String> arguments = new ArrayList<>(List.of(model, mirrored.toString()));
      pictures.forEach(picture -> arguments.add(picture.toString()));
      List<String> lines = run("NearestPhotographs", arguments).out().lines().toList();
      assertEquals(model + ", pretrained=true", lines.get(0));
      assertEquals(11, lines.size(), lines::toString);
      assertEquals(pictures.get(4).getFileName().toString(), lines.get(1), lines::toString);
    }
  }

  @Test
  void theDecoderReconstructs() throws Exception {
    for (String model : models()) {
      Path picture = folder.resolve(model + ".png");
      String drawn = pictures.get(0).toString();
      String printed =
          run("ReconstructPhotograph", List.of(model, drawn, picture.toString())).out();
      assertEquals("224 x 224 pixels", printed);
      assertFalse(ImageIO.read(picture.toFile()) == null);
    }
  }
}
