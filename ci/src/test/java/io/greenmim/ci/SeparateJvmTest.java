package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.PublishedModel;
import io.greenmim.zoo.ZooPublisher;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plain DJL application in a process of its own, without network, with nothing but the plugin and
 * what it depends on: the example is even compiled against that class path alone.
 */
class SeparateJvmTest {

  private static final String VARIANT = "swin_nano_patch4_window7_224";

  /** The plugin's dependencies by their place in a repository or a build. */
  private static final List<String> ALLOWED =
      List.of(
          "/plugin/target/",
          "/zoo-metadata/target/",
          "/ai/djl/",
          "/com/google/code/gson/",
          "/com/twelvemonkeys/",
          "/net/java/dev/jna/",
          "/org/apache/commons/",
          "/commons-",
          "/org/slf4j/slf4j-api/");

  /** What an application adds that detects objects. */
  private static final List<String> MODULES = List.of("/detection/core/target/");

  /** Objects thinner than a pixel have no mask. */
  private static final String FOUND = "(?s)[1-9]\\d* objects, [1-9]\\d* masks";

  @TempDir private Path folder;

  @Test
  void exampleLoadsAPublishedModelOffline() throws Exception {
    PublishedModel published = publish();
    Path image = image();
    String expected = feature(published.address().toString(), image);

    String address = "greenmim://nano_test?zoo=" + folder.resolve("zoo");
    assertEquals(expected, example("FeatureExample", address, image, List.of()));
    assertTrue(expected.startsWith("256 ["), expected);
  }

  /** A run's folder, and the Gson that is on the class path of an application in Spark. */
  @Test
  void exampleLoadsWithAnOldGson() throws Exception {
    PublishedModel published = publish();
    Path image = image();
    String expected = feature(published.address().toString(), image);

    List<String> addresses =
        List.of(published.address().toString(), folder.resolve("run").toUri().toString());
    for (String address : addresses) {
      ExampleJvm.End end = run("FeatureExample", address, image, List.of(), oldGson());
      assertEquals(0, end.exitCode(), end::err);
      assertEquals(expected, end.out());
    }
    String detector = detector().toUri().toString();
    ExampleJvm.End end = run("DetectionExample", detector, image, MODULES, oldGson());
    assertEquals(0, end.exitCode(), end::err);
    assertTrue(end.out().matches(FOUND), end.out());
  }

  /** Goes before the one of this build, which puts the file there. */
  private static List<String> oldGson() {
    Path old = ProjectSources.main().root().resolve("ci/target/old-gson/gson-2.2.4.jar");
    assertTrue(Files.isRegularFile(old), old + " is put there by the build");
    return List.of(old.toString());
  }

  @Test
  void errorsNameTheJarThatIsMissing() throws Exception {
    Path run = detector();
    PublishRequest request =
        new PublishRequest(
            "boxes", PublishRequest.FIRST_VERSION, ModelLicense.UNSTATED, null, false);
    PublishedModel published = new ZooPublisher(folder.resolve("zoo")).publish(run, request);
    for (String address : List.of(published.address().toString(), run.toUri().toString())) {
      ExampleJvm.End end = run("DetectionExample", address, image(), List.of(), List.of());
      assertEquals(1, end.exitCode(), end::out);
      assertTrue(
          end.err().contains("expected io.greenmim:greenmim-detection on the class path"),
          end::err);
    }
  }

  /** The detection module brings the training module along; nothing of the latter is run. */
  @Test
  void exampleDetectsObjectsWithMasks() throws Exception {
    Path run = detector();
    PublishRequest request =
        new PublishRequest(
            "boxes", PublishRequest.FIRST_VERSION, ModelLicense.UNSTATED, null, false);
    new ZooPublisher(folder.resolve("zoo")).publish(run, request);

    String address = "greenmim://boxes?zoo=" + folder.resolve("zoo");
    String printed = example("DetectionExample", address, image(), MODULES);

    assertTrue(printed.matches(FOUND), printed);
  }

  private Path detector() throws IOException {
    DetectorConfig config = DetectorVariants.of("mask_rcnn_swin_nano", CocoCategories.all());
    Path run = folder.resolve("detector");
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskRcnn detector = MaskRcnn.of(config, 0);
      detector.initialise(manager, 5);
      // No class is likely when training begins: the background goes.
      NDArray bias = StateDict.of(detector).arrays().get("roi_heads.box_predictor.cls_score.bias");
      bias.set(new NDIndex("80"), -20);
      bias.set(new NDIndex("0"), 5);
      LoadedDetector.save(run, detector);
    }
    return run;
  }

  private PublishedModel publish() throws IOException {
    Path run = folder.resolve("run");
    ModelConfig config =
        ModelConfig.of(
            VARIANT, Backbones.variant(VARIANT).encoder(), Backbones.variant(VARIANT).decoder());
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 5);
      ModelFolder.save(run, config, model);
    }
    ModelLicense license = ModelLicense.parse("Apache-2.0");
    PublishRequest request =
        new PublishRequest("nano_test", PublishRequest.FIRST_VERSION, license, null, false);
    return new ZooPublisher(folder.resolve("zoo")).publish(run, request);
  }

  private Path image() throws IOException {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 240; y++) {
      for (int x = 0; x < 320; x++) {
        image.setRGB(x, y, (x % 256) << 16 | y << 8 | (x * y) % 256);
      }
    }
    Path file = folder.resolve("image.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** What the example should print, computed here. */
  private static String feature(String address, Path image) throws Exception {
    Criteria<Image, float[]> criteria =
        Criteria.builder().setTypes(Image.class, float[].class).optModelUrls(address).build();
    try (ZooModel<Image, float[]> model = criteria.loadModel();
        Predictor<Image, float[]> predictor = model.newPredictor()) {
      float[] feature = predictor.predict(ImageFactory.getInstance().fromFile(image));
      return feature.length + " " + Arrays.toString(Arrays.copyOf(feature, 4));
    }
  }

  private String example(String name, String address, Path image, List<String> modules)
      throws IOException, InterruptedException {
    ExampleJvm.End end = run(name, address, image, modules, List.of());
    assertEquals(0, end.exitCode(), end::err);
    return end.out();
  }

  private ExampleJvm.End run(
      String name, String address, Path image, List<String> modules, List<String> first)
      throws IOException, InterruptedException {
    ExampleJvm jvm = new ExampleJvm(folder, entries(modules), List.of(), Map.of());
    boolean detection =
        jvm.classPath().stream().anyMatch(entry -> entry.contains("/detection/core/"));
    assertEquals(!modules.isEmpty(), detection, () -> jvm.classPath().toString());
    return jvm.runAfter(first, ExampleJvm.source(name), address, image.toString());
  }

  private static Predicate<String> entries(List<String> modules) {
    return entry -> Stream.concat(ALLOWED.stream(), modules.stream()).anyMatch(entry::contains);
  }

  /** In an application of its own the library sets what it can, and says once what it cannot. */
  @Test
  void seesToTheProcessBeforeTheEngineLoads() throws Exception {
    String address = publish().address().toString();
    Map<String, String> environment =
        Map.of("GOMP_SPINCOUNT", "", "OMP_DISPLAY_ENV", "verbose", "LANG", "", "LC_ALL", "POSIX");
    ExampleJvm jvm =
        new ExampleJvm(folder, entries(List.of("/org/slf4j/")), List.of(), environment);
    ExampleJvm.End end = jvm.run(ExampleJvm.source("FeatureExample"), address, image().toString());

    assertEquals(0, end.exitCode(), end::err);
    assertTrue(end.err().contains("GOMP_SPINCOUNT = '2000'"), end::err);
    assertEquals(1, lines(end.err(), "GOMP_SPINCOUNT=2000 is set"), end::err);
    assertEquals(1, lines(end.err(), "names of files: expected a locale with UTF-8"), end::err);
  }

  /** What whoever started Java has decided is left as it is, without a word. */
  @Test
  void leavesWhatWasDecided() throws Exception {
    String address = publish().address().toString();
    Map<String, String> environment =
        Map.of(
            "GOMP_SPINCOUNT",
            "",
            "OMP_WAIT_POLICY",
            "PASSIVE",
            "OMP_DISPLAY_ENV",
            "verbose",
            "LC_ALL",
            "C.UTF-8");
    ExampleJvm jvm =
        new ExampleJvm(folder, entries(List.of("/org/slf4j/")), List.of(), environment);
    ExampleJvm.End end = jvm.run(ExampleJvm.source("FeatureExample"), address, image().toString());

    assertEquals(0, end.exitCode(), end::err);
    assertTrue(end.err().contains("OMP_WAIT_POLICY = 'PASSIVE'"), end::err);
    assertEquals(0, lines(end.err(), "io.greenmim"), end::err);
  }

  /** The engine's own message names neither cause nor remedy. */
  @Test
  void namesTheFolderThatTheEngineCannotUse() throws Exception {
    String address = publish().address().toString();
    Path file = Files.writeString(folder.resolve("file"), "");
    Map<String, String> environment = Map.of("ENGINE_CACHE_DIR", file.resolve("cache").toString());
    ExampleJvm application =
        new ExampleJvm(folder, entries(List.of("/org/slf4j/")), List.of(), environment);
    ExampleJvm.End end =
        application.run(ExampleJvm.source("FeatureExample"), address, image().toString());

    String line =
        "folder for the engine's library: expected a folder, found none at "
            + file
            + "; set DJL_CACHE_DIR to another";
    assertEquals(1, end.exitCode());
    assertEquals(1, lines(end.err(), line), end::err);

    ExampleJvm commandLine = new ExampleJvm(folder, entry -> true, List.of(), environment);
    ExampleJvm.End doctor = commandLine.run("io.greenmim.cli.GreenMim", "doctor");
    assertEquals(1, doctor.exitCode());
    assertTrue(doctor.out().contains("the engine cannot be loaded: " + line), doctor::out);
  }

  /** OpenCV's own failure is a stack trace that does not name the cause. */
  @Test
  void namesATemporaryFolderThatIsMissing() throws Exception {
    Path missing = folder.resolve("missing");
    ExampleJvm commandLine =
        new ExampleJvm(folder, entry -> true, List.of("-Djava.io.tmpdir=" + missing), Map.of());
    ExampleJvm.End end =
        commandLine.run(
            "io.greenmim.cli.GreenMim",
            "features",
            "--model",
            VARIANT,
            "--images",
            image().getParent().toString(),
            "--output",
            folder.resolve("features.csv").toString());
    assertEquals(1, end.exitCode());
    String line =
        "greenmim: temporary folder: expected a folder, found none at "
            + missing
            + "; start Java with -Djava.io.tmpdir=FOLDER";
    assertEquals(1, lines(end.err(), line), end::err);
    assertEquals(0, lines(end.err(), "\tat "), end::err);
  }

  private static long lines(String text, String part) {
    return text.lines().filter(line -> line.contains(part)).count();
  }
}
