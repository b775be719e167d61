package io.greenmim.train.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.huggingface.translator.ZeroShotImageClassificationTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.VisionLanguageInput;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.config.ImageSize;
import io.greenmim.ops.KernelArchive;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.MatrixProducts;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.text.MiniLm;
import io.greenmim.text.TextConfig;
import io.greenmim.text.TokenPooling;
import io.greenmim.text.align.AlignedConfig;
import io.greenmim.text.align.AlignedFolder;
import io.greenmim.train.data.DataException;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.StepResult;
import io.greenmim.train.scene.SyntheticScenes;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aligns a few drawn scenes with their captions. */
class AlignTrainingTest {

  private static final String MODEL = "swin_nano_patch4_window7_224";

  @TempDir private static Path scenes;
  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  @BeforeAll
  static void draw() throws IOException {
    new SyntheticScenes(1).writeCaptioned(scenes, 40);
  }

  private AlignTraining.Builder builder(String run) {
    return AlignTraining.builder()
        .setImages(scenes)
        .setCaptions(scenes.resolve(SyntheticScenes.CAPTIONS))
        .setOutput(folder.resolve(run))
        .optModel(MODEL)
        .optInit(MODEL)
        .optImageSize(ImageSize.square(64))
        .optValShare(0.2)
        .optSize(32)
        .optEpochs(2)
        .optBatchSize(16)
        .optValidateEvery(1)
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

  @Test
  void learnsAndLoadsThroughDjlsZeroShotClassification() throws Exception {
    assertTrue(builder("run").optEpochs(40).build().run().finished());

    Path run = folder.resolve("run");
    List<StepMetrics> metrics = MetricsLog.read(run.resolve(MetricsLog.NAME));
    double first = metrics.get(0).loss();
    double last = metrics.get(metrics.size() - 1).loss();
    assertTrue(last < 0.5 * first, first + " to " + last);
    assertTrue(told.contains("32 images to train on, 8 held out, 40 sentences"), told::toString);
    String table = Files.readString(run.resolve("retrieval.txt"));
    assertTrue(table.startsWith("8 images, 8 sentences, none of them trained on\n"), table);
    assertFalse(Files.exists(run.resolve("features.tmp")));

    CaptionedImages data =
        CaptionFile.read(scenes.resolve(SyntheticScenes.CAPTIONS), scenes, line -> {})
            .split(0.2, 0);
    Criteria<VisionLanguageInput, Classifications> criteria =
        Criteria.builder()
            .setTypes(VisionLanguageInput.class, Classifications.class)
            .optModelPath(run)
            .optTranslatorFactory(new ZeroShotImageClassificationTranslatorFactory())
            .build();
    int right = 0;
    try (ZooModel<VisionLanguageInput, Classifications> model = criteria.loadModel();
        Predictor<VisionLanguageInput, Classifications> predictor = model.newPredictor()) {
      String[] candidates = data.sentences().toArray(String[]::new);
      for (CaptionedImage image : data.images().subList(0, 5)) {
        Classifications answer =
            predictor.predict(
                new VisionLanguageInput(
                    ImageFactory.getInstance().fromFile(image.path()), null, candidates, "{}"));
        String caption = data.sentences().get(image.captions().get(0));
        right += answer.best().getClassName().equals(caption) ? 1 : 0;
      }
    }
    assertTrue(right >= 3, right + " of 5 images that were trained on");
    Criteria<String, float[]> sentences =
        Criteria.builder()
            .setTypes(String.class, float[].class)
            .optModelPath(run.resolve("best"))
            .build();
    try (ZooModel<String, float[]> model = sentences.loadModel();
        Predictor<String, float[]> predictor = model.newPredictor()) {
      assertEquals(32, predictor.predict("a red ball before wood").length);
    }
  }

  @Test
  void namesAloneAreAskedOfImagesThatAreNotTrainedOn() throws Exception {
    Path kinds = scenes.resolve(SyntheticScenes.KINDS);
    builder("run").optValShare(0.5).optZeroShot(kinds, "a {}|one {}").build().run();
    Set<String> heldOut =
        CaptionFile.read(scenes.resolve(SyntheticScenes.CAPTIONS), scenes, line -> {})
            .split(0.5, 0)
            .images()
            .subList(20, 40)
            .stream()
            .map(CaptionedImage::name)
            .collect(Collectors.toSet());
    List<String> listed = Files.readAllLines(kinds);
    long asked = listed.stream().filter(line -> heldOut.contains(line.split(",", -1)[0])).count();
    assertTrue(asked > 1 && asked < listed.size() - 1, listed::toString);
    assertTrue(
        told.contains(
            "left out %s of %s labelled images, which are trained on"
                .formatted(listed.size() - 1 - asked, listed.size() - 1)),
        told::toString);
    List<String> lines = Files.readAllLines(folder.resolve("run/zero_shot.txt"));
    long classes = listed.stream().skip(1).map(line -> line.split(",", -1)[1]).distinct().count();
    assertEquals(
        "%s images of %s classes, none of them trained on, by names alone: 'a {}|one {}'"
            .formatted(asked, classes),
        lines.get(0));
    assertTrue(lines.get(1).matches("right                .* % \\(.* to .*\\)"), lines::toString);
    assertTrue(lines.get(2).startsWith("  shuffled           "), lines::toString);
    assertEquals(
        String.format(Locale.ROOT, "  by chance          %.1f %%", 100.0 / classes), lines.get(3));
    assertTrue(told.containsAll(lines.subList(0, 4)), told::toString);
  }

  @Test
  void classesOfWhatIsTrainedOnAreNotAsked() throws IOException {
    Path list = folder.resolve("list.csv");
    Files.writeString(list, "file,label\n%s,ball\n".formatted(scenes.resolve("scene-00001.png")));
    AlignTraining.Builder wrong = builder("run").optValShare(0).optZeroShot(list, null);
    assertEquals(
        "zeroShot: expected labelled images that are not trained on, all 1 of %s are"
            .formatted(list),
        assertThrows(DataException.class, wrong::build).getMessage());
    AlignTraining.Builder prompt =
        builder("run").optZeroShot(scenes.resolve(SyntheticScenes.KINDS), "a {}|a photo");
    assertEquals(
        "prompt: expected a sentence in which {} stands for the name of a class, got 'a {}|a"
            + " photo'",
        assertThrows(IllegalArgumentException.class, prompt::build).getMessage());
  }

  /** Of TorchScript, without types of tokens, of 12 numbers, the first token's. */
  @Test
  void anotherEncoderOfSentencesIsAligned() throws Exception {
    Path text = Files.createDirectories(folder.resolve("encoder"));
    byte[] code =
        KernelArchive.of(
            new KernelSource(AlignTrainingTest.class, "sentences"), MatrixProducts.FLOAT32, 0);
    Files.write(text.resolve("waves.pt"), code);
    MiniLm.copyTo(folder.resolve("jar"));
    Files.copy(folder.resolve("jar/tokenizer.json"), text.resolve("tokenizer.json"));
    Files.writeString(text.resolve("serving.properties"), "pooling=cls\nmaxLength=20\n");
    builder("run").optText(text).build().run();
    AlignedConfig config = AlignedFolder.readConfig(folder.resolve("run"));
    assertEquals(
        new TextConfig("PyTorch", "text.pt", false, TokenPooling.FIRST, 12, 20), config.text());
    float[] vector;
    try (ZooModel<String, float[]> model =
            Criteria.builder()
                .setTypes(String.class, float[].class)
                .optModelPath(folder.resolve("run/best"))
                .build()
                .loadModel();
        Predictor<String, float[]> predictor = model.newPredictor()) {
      vector = predictor.predict("a red ball");
      assertArrayEquals(vector, predictor.predict("a red ball"));
      assertFalse(Arrays.equals(vector, predictor.predict("a blue ball")));
    }
    assertEquals(32, vector.length);
  }

  @Test
  void aLockedEncoderStaysAndALastStageMoves() throws Exception {
    builder("locked").build().run();
    builder("last").optTrainedStages(1).optLoss(AlignLoss.CLIP).build().run();
    Map<String, byte[]> locked = tensors(folder.resolve("locked").resolve(WeightsFile.NAME));
    Map<String, byte[]> last = tensors(folder.resolve("last").resolve(WeightsFile.NAME));
    builder("again").optSeed(9).build().run();
    Map<String, byte[]> again = tensors(folder.resolve("again").resolve(WeightsFile.NAME));
    for (String name : locked.keySet()) {
      boolean encoder = name.startsWith("encoder.");
      boolean moved = !Arrays.equals(locked.get(name), last.get(name));
      if (encoder) {
        assertArrayEquals(locked.get(name), again.get(name), name);
        boolean stage = name.startsWith("encoder.layers.3.") || name.startsWith("encoder.norm.");
        assertEquals(stage && !name.contains("relative_position_index"), moved, name);
      } else if (name.endsWith("weight")) {
        assertTrue(moved, name);
      }
    }
  }

  @Test
  void aRunThatWasStoppedEndsWithTheBitsOfOneThatWasNot() throws Exception {
    builder("whole").optTrainedStages(1).build().run();
    List<AlignTraining> stopped = new ArrayList<>();
    RunHook stop =
        new RunHook() {
          @Override
          public void stepTaken(StepResult step) {
            if (step.step() == 1) {
              stopped.get(0).cancel();
            }
          }
        };
    stopped.add(builder("stopped").optTrainedStages(1).addHook(stop).build());
    assertFalse(stopped.get(0).run().finished());
    AlignTraining.builder()
        .setOutput(folder.resolve("stopped"))
        .optResume(true)
        .optDevices(Device.cpu())
        .build()
        .run();
    Map<String, byte[]> whole = tensors(folder.resolve("whole").resolve(WeightsFile.NAME));
    Map<String, byte[]> resumed = tensors(folder.resolve("stopped").resolve(WeightsFile.NAME));
    whole.forEach((name, bytes) -> assertArrayEquals(bytes, resumed.get(name), name));
  }

  @Test
  void anUnreadableImageIsPassedOver() throws Exception {
    Path other = folder.resolve("scenes");
    new SyntheticScenes(2).writeCaptioned(other, 24);
    Files.writeString(other.resolve("scene-00003.png"), "no picture");
    builder("run").setImages(other).setCaptions(other.resolve("captions.jsonl")).build().run();
    assertTrue(Files.readString(folder.resolve("run/unreadable.txt")).contains("scene-00003.png"));
  }

  @Test
  void tooFewImagesForABatchAreRefused() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> builder("run").optBatchSize(33).build());
    assertEquals(
        "batchSize: expected at most the 32 image(s) to train on in %s, got 33".formatted(scenes),
        error.getMessage());
  }
}
