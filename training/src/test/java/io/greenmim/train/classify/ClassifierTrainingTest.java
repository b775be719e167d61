package io.greenmim.train.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.config.ImageSize;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.pretrain.Pretraining;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import io.greenmim.train.run.StepResult;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.testing.DrawnClasses;
import io.greenmim.weights.WeightsFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains small classifiers of drawn stripes. */
class ClassifierTrainingTest {

  private static final List<String> CLASSES = List.of("flat", "slanted", "upright");

  @TempDir private Path folder;
  private Path data;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void draw() throws IOException {
    data = folder.resolve("data");
    DrawnClasses.write(data.resolve("train"), CLASSES, 12, 1);
    DrawnClasses.write(data.resolve("val"), CLASSES, 4, 2);
  }

  private ClassifierTraining.Builder builder(String run) {
    return ClassifierTraining.builder()
        .setData(data)
        .setOutput(folder.resolve(run))
        .optModel("swin_nano_patch4_window7_224")
        .optImageSize(ImageSize.square(32))
        .optEpochs(2)
        .optBatchSize(6)
        .optLoaderThreads(2)
        .optListener(told::add)
        .optDevices(Device.cpu());
  }

  private static Map<String, byte[]> tensors(Path file) throws IOException {
    Map<String, byte[]> tensors = new TreeMap<>();
    for (Map.Entry<String, StoredTensor> tensor : SafeTensorsFile.open(file).tensors().entrySet()) {
      byte[] bytes = new byte[Math.toIntExact(tensor.getValue().byteSize())];
      tensor.getValue().read().get(bytes);
      tensors.put(tensor.getKey(), bytes);
    }
    return tensors;
  }

  private static void assertSame(Path first, Path second) throws IOException {
    Map<String, byte[]> expected = tensors(first);
    Map<String, byte[]> actual = tensors(second);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, actual.get(name), name));
  }

  @Test
  void learnsDrawnClassesAndLoadsWithTheirNames() throws Exception {
    RunEnd end =
        builder("run")
            .optEpochs(12)
            .optBaseLearningRate(0.04)
            .optRandAugment("none")
            .optMinScale(0.5)
            .build()
            .run();

    assertTrue(end.finished());
    assertTrue(
        told.get(0).startsWith("recipe small, as there are fewer than 10000 images: 12 epochs"),
        told.toString());
    ValidationScore last = ValidationLog.open(folder.resolve("run"), Long.MAX_VALUE).last().get();
    assertTrue(last.statistics().get("top1") >= 0.75, last.toString());
    assertTrue(Files.size(folder.resolve("run/scores/confusion.png")) > 1000);
    assertTrue(Files.size(folder.resolve("run/curves.png")) > 1000);
    BufferedImage first = ImageIO.read(folder.resolve("run/first-batch.png").toFile());
    assertTrue(first.getWidth() > 6 * 112, "a row of the batch of 6");
    assertEquals(4, Files.readAllLines(folder.resolve("run/scores/classes.csv")).size());
    assertTrue(told.get(told.size() - 1).startsWith("scores of the best validation in "));
    assertEquals("SMALL", RunManifest.read(folder.resolve("run")).options().get("recipe"));
    Path older = folder.resolve("run/checkpoints");
    try (var kept = Files.list(older)) {
      for (Path model :
          List.of(folder.resolve("run"), folder.resolve("run/best"), kept.findFirst().get())) {
        assertEquals(CLASSES, Files.readAllLines(model.resolve("synset.txt")));
        Criteria<Path, Classifications> criteria =
            Criteria.builder()
                .setTypes(Path.class, Classifications.class)
                .optModelPath(model)
                .build();
        try (ZooModel<Path, Classifications> loaded = criteria.loadModel();
            Predictor<Path, Classifications> predictor = loaded.newPredictor()) {
          Classifications answer = predictor.predict(data.resolve("val/upright/1.png"));
          assertEquals(3, answer.items().size());
          assertTrue(CLASSES.contains(answer.best().getClassName()), answer.toString());
        }
      }
    }
  }

  /** With everything that is random, averaged weights and an accumulated step. */
  @Test
  void aRunThatWasStoppedEndsWithTheBitsOfOneThatWasNot() throws Exception {
    everything("whole", new RunHook() {}).run();
    List<ClassifierTraining> stopped = new ArrayList<>();
    RunHook stop =
        new RunHook() {
          @Override
          public void stepTaken(StepResult step) {
            if (step.step() == 2) {
              stopped.get(0).cancel();
            }
          }
        };
    stopped.add(everything("stopped", stop));
    assertFalse(stopped.get(0).run().finished());

    assertTrue(
        ClassifierTraining.builder()
            .setOutput(folder.resolve("stopped"))
            .optResume(true)
            .optDevices(Device.cpu())
            .build()
            .run()
            .finished());

    for (String file : List.of(WeightsFile.NAME, Checkpoint.OPTIMISER, Checkpoint.AVERAGE)) {
      assertSame(folder.resolve("whole").resolve(file), folder.resolve("stopped").resolve(file));
    }
    assertSame(
        folder.resolve("whole/best").resolve(WeightsFile.NAME),
        folder.resolve("stopped/best").resolve(WeightsFile.NAME));
    assertEquals(
        Files.readString(folder.resolve("whole").resolve(ValidationLog.NAME)),
        Files.readString(folder.resolve("stopped").resolve(ValidationLog.NAME)));
  }

  private ClassifierTraining everything(String run, RunHook hook) throws IOException {
    return builder(run)
        .optAccumulate(2)
        .optDropPath(0.2)
        .optAverageDecay(0.9)
        .optMixup(0.8)
        .optCutMix(1)
        .optRandAugment("rand-m9-mstd0.5-inc1")
        .optErasing(0.5)
        .optLayerDecay(0.7)
        .optClassWeights("balanced")
        .addHook(hook)
        .build();
  }

  /** With such a rate the second epoch is as good as the first: the best was before the stop. */
  @Test
  void aResumedRunTellsWhereTheScoresAre() throws Exception {
    List<ClassifierTraining> stopped = new ArrayList<>();
    RunHook stop =
        new RunHook() {
          @Override
          public void validated(ValidationScore score, boolean isBest) {
            stopped.get(0).cancel();
          }
        };
    stopped.add(builder("run").optBaseLearningRate(1e-12).addHook(stop).build());
    assertFalse(stopped.get(0).run().finished());
    told.clear();
    builder("run").optBaseLearningRate(1e-12).optResume(true).build().run();
    assertTrue(
        told.get(told.size() - 1).startsWith("scores of the best validation in "), told + "");
  }

  @Test
  void frozenStagesStayAsTheyWereAndHaveNoMoments() throws Exception {
    builder("begun").optMaxSteps(1).build().run();
    String start = folder.resolve("begun").toString();

    builder("run").optInit(start).optFrozen(2).optRecompute(true).build().run();

    Map<String, byte[]> before = tensors(folder.resolve("begun").resolve(WeightsFile.NAME));
    Map<String, byte[]> after = tensors(folder.resolve("run").resolve(WeightsFile.NAME));
    Map<String, byte[]> moments = tensors(folder.resolve("run").resolve(Checkpoint.OPTIMISER));
    for (Map.Entry<String, byte[]> weight : after.entrySet()) {
      String name = weight.getKey();
      boolean frozen =
          name.startsWith("patch_embed.")
              || name.startsWith("layers.0.")
              || name.startsWith("layers.1.");
      assertEquals(frozen, !moments.containsKey("exp_avg." + name), name);
      if (frozen) {
        assertArrayEquals(before.get(name), weight.getValue(), name);
      }
    }
    assertNotEquals(
        List.of(before.get("layers.2.blocks.0.attn.qkv.weight")),
        List.of(after.get("layers.2.blocks.0.attn.qkv.weight")));
    assertEquals("2", RunManifest.read(folder.resolve("run")).options().get("frozen").toString());
  }

  /** All stages frozen is a linear probe: only the head moves. */
  @Test
  void withAllStagesFrozenTheHeadAloneMoves() throws Exception {
    builder("run").optFrozen(4).optMaxSteps(2).optRecompute(true).build().run();

    assertEquals(
        List.of("head.bias", "head.weight"),
        tensors(folder.resolve("run").resolve(Checkpoint.OPTIMISER)).keySet().stream()
            .filter(name -> name.startsWith("exp_avg."))
            .map(name -> name.substring("exp_avg.".length()))
            .toList());
  }

  @Test
  void theHeadOfTheSameClassesInAnotherOrderIsMovedByName() throws Exception {
    builder("old").optMaxSteps(1).build().run();
    Files.write(folder.resolve("old/synset.txt"), List.of("upright", "flat", "slanted"));

    String summary = started(builder("moved"), "old");

    assertTrue(summary.endsWith("; the head knows all 3 classes"), summary);
    Map<String, byte[]> old = tensors(folder.resolve("old").resolve(WeightsFile.NAME));
    Map<String, byte[]> moved = tensors(folder.resolve("moved/start").resolve(WeightsFile.NAME));
    int row = old.get("head.weight").length / 3;
    int[] from = {1, 2, 0};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < row; j++) {
        assertEquals(
            old.get("head.weight")[from[i] * row + j], moved.get("head.weight")[i * row + j]);
      }
    }
  }

  @Test
  void theHeadOfOtherClassesIsDrawnAnew() throws Exception {
    builder("old").optMaxSteps(1).build().run();
    Files.write(folder.resolve("old/synset.txt"), List.of("cat", "flat", "slanted"));

    String summary = started(builder("anew"), "old");

    assertTrue(
        summary.endsWith("; head drawn anew, it knew other classes: cat, flat, slanted"), summary);
    assertTrue(summary.contains("missing 2: head.weight, head.bias"), summary);
  }

  /** There and back: masked images, classes, masked images. */
  @Test
  void encodersGoFromPretrainingToClassifiersAndBack() throws Exception {
    pretrain("pretrained", null);

    String classifier = started(builder("run").optImageSize(ImageSize.square(64)), "pretrained");
    String again = pretrain("again", folder.resolve("run").toString());

    assertTrue(classifier.contains("a GreenMIM model with its decoder: "), classifier);
    assertTrue(classifier.contains("missing 2: head.weight, head.bias"), classifier);
    assertTrue(again.contains("a classifier: "), again);
    assertTrue(again.endsWith("not loaded 2: head.weight, head.bias"), again);
    byte[] weight =
        tensors(folder.resolve("pretrained").resolve(WeightsFile.NAME))
            .get("encoder.layers.2.blocks.1.mlp.fc1.weight");
    assertArrayEquals(
        weight,
        tensors(folder.resolve("run/start").resolve(WeightsFile.NAME))
            .get("layers.2.blocks.1.mlp.fc1.weight"));
  }

  private String pretrain(String run, String init) throws IOException, InterruptedException {
    Pretraining.Builder builder =
        Pretraining.builder()
            .setData(data.resolve("train"))
            .setOutput(folder.resolve(run))
            .optModel("swin_nano_patch4_window7_224")
            .optImageSize(ImageSize.square(64))
            .optBatchSize(4)
            .optMaxSteps(1)
            .optPictures(0)
            .optDevices(Device.cpu());
    if (init != null) {
      builder.optInit(init);
    }
    builder.build().run();
    return String.valueOf(RunManifest.read(folder.resolve(run)).options().get("initialWeights"));
  }

  /** Writes the weights that a run starts from, and returns what it says of them. */
  private String started(ClassifierTraining.Builder builder, String init)
      throws IOException, InterruptedException {
    List<Path> run = new ArrayList<>();
    builder
        .optInit(folder.resolve(init).toString())
        .optMaxSteps(1)
        .addHook(
            new RunHook() {
              @Override
              public void begins(RunView view) throws IOException {
                run.add(view.folder());
                view.task().save(view.folder().resolve("start"));
              }
            })
        .build()
        .run();
    return RunManifest.read(run.get(0)).options().get("initialWeights").toString();
  }

  /** A list may give the same file another class: that is other data, too. */
  @Test
  void anImageOfAnotherClassIsAnotherSample() throws Exception {
    LabelledImage flat = new LabelledImage(data.resolve("train/flat/0.png"), "0.png", 0, 100);
    LabelledImage upright = new LabelledImage(flat.path(), flat.name(), 1, flat.bytes());

    assertNotEquals(samples(flat).digest(), samples(upright).digest());
    assertEquals(samples(flat).digest(), samples(flat).digest());
    assertEquals("of another size or class", samples(flat).otherMark());
  }

  private LabelledPictures samples(LabelledImage image) {
    return new LabelledPictures(
        new LabelledImages(data, List.of("flat", "upright"), List.of(image), new TreeMap<>()),
        new ImageDecoder(),
        3,
        null,
        0);
  }

  @Test
  void messagesNameTheValuesOfTheBuilder() {
    assertEquals(
        "batchSize: expected at most the 36 image(s) to train on in %s, got 64"
            .formatted(data.resolve("train")),
        message(builder("run").optBatchSize(64)));
    assertEquals("frozen: expected 0 to 4, got 5", message(builder("run").optFrozen(5)));
    assertEquals(
        "classWeights: expected a weight for each of the classes [flat, slanted, upright], got 2",
        message(builder("run").optClassWeights("1,2")));
  }

  @Test
  void whatIsNoSettingOfClassifiersIsRefused() {
    assertEquals(
        "pictures: expected a setting of classify train, which has none of that name",
        assertThrows(IllegalArgumentException.class, () -> builder("run").optPictures(3))
            .getMessage());
  }

  private static String message(ClassifierTraining.Builder builder) {
    return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
  }
}
