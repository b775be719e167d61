package org.example.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.cli.GreenMim;
import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.AllPatches;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.VisiblePatches;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A backbone that this project knows nothing of: one package, found by one line under {@code
 * META-INF/services}. All that the families of the project can do, it can.
 */
class StrangersBackboneTest {

  private static final String MODEL = "--model=brook_small_64";

  @TempDir private Path folder;
  private Path photos;

  @BeforeEach
  void drawPhotos() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < 4; i++) {
      ImageIO.write(picture(i), "png", photos.resolve(i + ".png").toFile());
    }
  }

  private static BufferedImage picture(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage picture = new BufferedImage(80, 72, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 80 * 72; i++) {
      picture.setRGB(i % 80, i / 80, random.nextInt(1 << 24));
    }
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(new Color(200, 40 * seed, 0));
    graphics.fillRect(10, 20, 40, 30);
    graphics.dispose();
    return picture;
  }

  /** Runs the command line, and returns what it printed. */
  private static String run(String... words) {
    CommandLine line = GreenMim.commandLine();
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
    assertEquals(0, line.execute(words), text::toString);
    return text.toString();
  }

  private Path pretrain(String name, String... more) {
    Path run = folder.resolve(name);
    List<String> words =
        new ArrayList<>(
            List.of("pretrain", MODEL, "--data=" + photos, "--batch-size=2", "--epochs=2"));
    words.addAll(List.of("--device=cpu", "--pictures=1", "--output=" + run));
    words.addAll(List.of(more));
    run(words.toArray(String[]::new));
    return run;
  }

  private static byte[] weights(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static float[] tensor(Path run, String name) throws IOException {
    SafeTensorsFile file = SafeTensorsFile.open(run.resolve("model.safetensors"));
    return FloatValues.of(file.tensors().get(name));
  }

  /** All that is visible gives what a pass over everything gives, and a neighbour matters. */
  @Test
  void neighboursMixAndAPlanOfAllPatchesIsAPassOverAll() {
    BrookEncoder encoder =
        new BrookEncoder(
            new BrookConfig(ImageSize.square(64), 3, 8, 3, 0, 1e-6), EncoderUse.POOLED);
    try (NDManager manager = NDManager.newBaseManager()) {
      encoder.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 64, 64));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray images = manager.randomNormal(new Shape(2, 3, 64, 64));
      NDArray all = encoder.encode(store, new AllPatches(images), false);
      MaskPlan none = plan(encoder, new boolean[16]);
      assertTrue(all.allClose(encoder.encode(store, new VisiblePatches(images, none), false)));

      boolean[] hidden = new boolean[16];
      hidden[1] = true;
      NDArray without =
          encoder.encode(store, new VisiblePatches(images, plan(encoder, hidden)), false);
      assertEquals(new Shape(15, 2, 32), without.getShape());
      assertFalse(all.get(0).allClose(without.get(0)), "its right neighbour is gone");
      assertTrue(all.get(15).allClose(without.get(14)), "far from what is hidden");
    }
  }

  private static MaskPlan plan(BrookEncoder encoder, boolean[] hidden) {
    return encoder.planner(16, GroupingMode.AUTO).plan(List.of(new PatchMask(4, 4, hidden)));
  }

  @Test
  void pretrainsGreenAndResumes() throws IOException {
    Path run = pretrain("green", "--checkpoint-steps=2", "--keep=3");
    String config = Files.readString(run.resolve("config.json"));
    assertTrue(config.contains("\"family\": \"brook\""), config);
    assertTrue(Files.exists(run.resolve("reconstructions/epoch-0002.png")));
    byte[] end = weights(run);
    Path older = run.resolve("checkpoints/step-00000002");
    assertFalse(Arrays.equals(end, weights(older)));
    try (Stream<Path> files = Files.list(older)) {
      for (Path file : files.toList()) {
        Files.move(file, run.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    pretrain("green", "--checkpoint-steps=2", "--keep=3", "--resume");
    assertArrayEquals(end, weights(run));
  }

  @Test
  void goesOnFromWeightsOfItsOwn() throws IOException {
    Path first = pretrain("first", "--max-steps=1");
    Path second = pretrain("second", "--max-steps=1", "--init=" + first, "--base-lr=1e-9");
    String gain = "encoder.stages.0.mix.gain";
    assertArrayEquals(tensor(first, gain), tensor(second, gain), 1e-4f);
    assertTrue(Files.readString(second.resolve("manifest.json")).contains("tensors"));
  }

  @Test
  void pretrainsWithSimMim() throws IOException {
    Path run = pretrain("simmim", "--method=simmim", "--recompute", "--precision=bf16");
    assertTrue(Files.readString(run.resolve("config.json")).contains("\"simmim\""));
    assertTrue(tensor(run, "encoder.mask_token").length == 8);
  }

  /** One step from the same weights and with the same gradient, with and without decay. */
  @Test
  void oneParameterDoesNotDecay() throws IOException {
    for (String method : List.of("greenmim", "simmim")) {
      String[] step = {"--method=" + method, "--max-steps=1", "--base-lr=0.5", "--warmup-epochs=0"};
      Path kept = pretrain(method + "0", more(step, "--weight-decay=0"));
      Path decayed = pretrain(method + "9", more(step, "--weight-decay=0.9"));
      for (int stage = 0; stage < 4; stage++) {
        String mix = "encoder.stages." + stage + ".mix.";
        assertArrayEquals(tensor(kept, mix + "gain"), tensor(decayed, mix + "gain"), mix);
        float[] map = tensor(kept, mix + "map.weight");
        assertFalse(Arrays.equals(map, tensor(decayed, mix + "map.weight")), mix);
      }
    }
  }

  private static String[] more(String[] words, String word) {
    return Stream.concat(Arrays.stream(words), Stream.of(word)).toArray(String[]::new);
  }

  @Test
  void isPublishedListedAndLoadedThroughCriteria() throws Exception {
    Path run = pretrain("green", "--max-steps=1");
    Path zoo = folder.resolve("zoo");
    run("publish", run.toString(), "--zoo=" + zoo, "--artifact=my_brook");
    System.setProperty("greenmim.zoo", zoo.toString());
    try {
      assertTrue(run("zoo", "list").contains("my_brook"));
      assertTrue(run("zoo", "show", "my_brook").contains("brook"));
      float[] feature = features("greenmim://my_brook");
      assertEquals(64, feature.length);
      assertArrayEquals(feature, features(run.toUri().toString()), 1e-6f);
    } finally {
      System.clearProperty("greenmim.zoo");
    }
    Criteria<Path, NDList> criteria =
        Criteria.builder().setTypes(Path.class, NDList.class).optModelPath(run).build();
    try (ZooModel<Path, NDList> model = criteria.loadModel();
        Predictor<Path, NDList> predictor = model.newPredictor();
        NDList maps = predictor.predict(photos.resolve("0.png"))) {
      assertEquals(new Shape(8, 16, 16), maps.get(0).getShape());
      assertEquals(new Shape(64, 2, 2), maps.get(3).getShape());
    }
  }

  /** Our own files alone: a family without published checkpoints has no names of others. */
  @Test
  void checkpointsAreInspectedAndConverted() throws IOException {
    Path run = pretrain("green", "--max-steps=1");
    String told = run("checkpoint", "inspect", run.toString());
    assertTrue(told.contains("GreenMIM for DJL"), told);
    assertTrue(told.contains("brook_small_64"), told);
    assertTrue(told.contains("missing       none"), told);
    assertTrue(told.contains("unexpected    none"), told);
    Path file = folder.resolve("photos.safetensors");
    run("checkpoint", "convert", run.toString(), file.toString(), "--to=greenmim", "--strict");
    Path back = folder.resolve("back");
    run("checkpoint", "convert", file.toString(), back.toString(), "--to=greenmim", "--strict");
    for (String name : SafeTensorsFile.open(run.resolve("model.safetensors")).tensors().keySet()) {
      assertArrayEquals(tensor(run, name), tensor(back, name), name);
    }
    assertEquals(
        Files.readString(run.resolve("config.json")),
        Files.readString(back.resolve("config.json")));
    CommandLine line = GreenMim.commandLine();
    StringWriter errors = new StringWriter();
    line.setErr(new PrintWriter(errors, true));
    Path other = folder.resolve("other.safetensors");
    assertTrue(
        line.execute("checkpoint", "convert", file.toString(), other.toString(), "--to=timm") > 0);
    assertTrue(
        errors
            .toString()
            .contains(
                "expected a layout for encoders of the family brook, one of greenmim, got timm"),
        errors::toString);
  }

  private float[] features(String address) throws Exception {
    Criteria<Path, float[]> criteria =
        Criteria.builder().setTypes(Path.class, float[].class).optModelUrls(address).build();
    try (ZooModel<Path, float[]> model = criteria.loadModel();
        Predictor<Path, float[]> predictor = model.newPredictor()) {
      return predictor.predict(photos.resolve("0.png"));
    }
  }

  @Test
  void servesMaskRcnnAsItsBackbone() throws Exception {
    Path encoder = pretrain("green", "--max-steps=1");
    StringJoiner images = new StringJoiner(",");
    StringJoiner objects = new StringJoiner(",");
    for (int i = 0; i < 4; i++) {
      images.add("{\"id\":%s,\"file_name\":\"%s.png\",\"width\":80,\"height\":72}".formatted(i, i));
      objects.add(
          ("{\"id\":%s,\"image_id\":%s,\"category_id\":1,\"iscrowd\":0,\"area\":1200,"
                  + "\"bbox\":[10,20,40,30],\"segmentation\":[[10,20,50,20,50,50,10,50]]}")
              .formatted(i, i));
    }
    Path annotations = folder.resolve("annotations.json");
    Files.writeString(
        annotations,
        "{\"images\":[%s],\"annotations\":[%s],\"categories\":[{\"id\":1,\"name\":\"box\"}]}"
            .formatted(images, objects));
    Path run = folder.resolve("detector");
    String told =
        run(
            "detect",
            "train",
            "--model=mask_rcnn_brook_small",
            "--init=" + encoder,
            "--annotations=" + annotations,
            "--images=" + photos,
            "--augmentation=resize",
            "--short-sides=64",
            "--test-short-side=64",
            "--layer-decay=0.9",
            "--recompute",
            "--max-steps=1",
            "--pictures=0",
            "--device=cpu",
            "--output=" + run);
    assertTrue(told.contains("1 steps of 2 images"), told);
    Criteria<Path, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(Path.class, DetectedObjects.class)
            .optModelPath(run)
            .optArgument("threshold", "0")
            .build();
    try (ZooModel<Path, DetectedObjects> model = criteria.loadModel();
        Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
      DetectedObjects found = predictor.predict(photos.resolve("0.png"));
      assertTrue(found.getNumberOfObjects() > 0);
      assertEquals("box", found.item(0).getClassName());
    }
  }
}
