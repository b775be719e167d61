package io.greenmim.train.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.FloatValues;
import io.greenmim.train.config.Settings;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.DataException;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.testing.ColourClasses;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.weights.ConfigFile;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of a model folder and of drawn images, asked in every way. */
class EncoderProbeTest {

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private Path model;
  private Path images;

  @BeforeEach
  void write() throws IOException {
    model = TinyModelFolder.masked(folder.resolve("model"), 1);
    images = ColourClasses.write(folder.resolve("images"), 12, 5);
  }

  private EncoderProbe.Builder builder() {
    return EncoderProbe.builder()
        .setModel(model.toString())
        .setData(images)
        .optBatchSize(7)
        .optListener(told::add);
  }

  @Test
  void asksTheFeaturesThatTheFolderPredictorGives() throws Exception {
    Files.writeString(images.resolve("train/red/broken.png"), "no picture");
    Map<String, float[]> features = new LinkedHashMap<>();
    try (FolderPredictor<float[]> predictor =
        FolderPredictor.builder(float[].class)
            .setModel(model.toString())
            .setImages(images.resolve("val"))
            .build()) {
      predictor.run(features::put);
    }
    try (EncoderProbe probe = builder().build()) {
      assertEquals(ColourClasses.NAMES, probe.classes());
      List<float[]> asked = List.copyOf(features.values());
      for (int i = 0; i < asked.size(); i++) {
        assertArrayEquals(asked.get(i), probe.validation().features().get(i), 1e-5f);
      }
      assertEquals(36, probe.train().size());
      assertEquals(1, probe.unreadable().size());
      assertEquals(
          "%s (tiny_test) at 64 x 64 pixels: 36 images of 3 classes to learn from, 15 to judge by, features of 64 numbers"
              .formatted(model),
          probe.images().text());
      ProbeResult result = probe.neighbours(new NeighbourVotes(5, 0.07));
      assertEquals(15, result.top1().of());
      assertTrue(result.top1().share() > 0.9, result.text());
      assertEquals(1, result.top5().share());
      assertTrue(
          result
              .text()
              .matches(
                  "nearest neighbours \\(k 5, temperature 0.07\\): top-1 [0-9.]+ % \\(.*\\)\\R"
                      + "always the most frequent: top-1 33.3 %"),
          result.text());
      assertEquals(1.0 / 3, (double) result.values().get("guessedTop1"), 1e-9);
    }
  }

  /** What Criteria loads gives the softmax of the probe's logits, and its names. */
  @Test
  void theSavedProbeIsAClassifierThatAnswersAlike() throws Exception {
    Path classifier = folder.resolve("classifier");
    LinearResult result;
    List<float[]> features;
    try (EncoderProbe probe = builder().optImageSize(ImageSize.square(96)).build()) {
      result = probe.linear(LinearSettings.of(Map.of("epochs", 20, "stepFeatures", 12)));
      assertEquals(ProbeOptimiser.LARS.rates(), List.copyOf(result.tried().keySet()));
      assertTrue(result.result().top1().share() > 0.9, result.text());
      // Its tables of relative positions belong to 64 pixels.
      assertEquals(ImageSize.square(64), probe.save(classifier, result));
      features = probe.validation().features();
    }
    ModelConfig config = ConfigFile.readModel(classifier);
    assertEquals(new ClassifierConfig(3), config.head());
    assertEquals(3L, ConfigFile.readMap(classifier.resolve("probe.json")).get("classes"));
    float[] weight = FloatValues.of(result.head().get("weight"));
    float[] bias = FloatValues.of(result.head().get("bias"));
    Criteria<Path, Classifications> criteria =
        Criteria.builder()
            .setTypes(Path.class, Classifications.class)
            .optModelPath(classifier)
            .optEngine("PyTorch")
            .optArgument("blockFactory", GreenMimBlockFactory.class.getName())
            .optTranslatorFactory(new GreenMimTranslatorFactory())
            .optArgument("imageSize", "96x96")
            .optOption("hasParameter", "false")
            .build();
    try (ZooModel<Path, Classifications> loaded = criteria.loadModel();
        Predictor<Path, Classifications> predictor = loaded.newPredictor();
        Stream<Path> files = Files.list(images.resolve("val/green"))) {
      List<Path> sorted = files.sorted().toList();
      for (int i = 0; i < sorted.size(); i++) {
        float[] feature = features.get(5 + i);
        double[] odds = new double[3];
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          double logit = bias[k];
          for (int c = 0; c < feature.length; c++) {
            logit += weight[k * feature.length + c] * (double) feature[c];
          }
          odds[k] = Math.exp(logit);
          sum += odds[k];
        }
        Classifications answer = predictor.predict(sorted.get(i));
        for (int k = 0; k < 3; k++) {
          double probability = answer.get(ColourClasses.NAMES.get(k)).getProbability();
          assertEquals(odds[k] / sum, probability, 1e-4);
        }
      }
    }
  }

  @Test
  void theClassifierOfAnEncoderWithoutTablesWantsTheSizeThatWasProbed() throws Exception {
    Path classifier = folder.resolve("classifier");
    try (EncoderProbe probe =
        builder().setModel("convnextv2_atto").optImageSize(ImageSize.square(32)).build()) {
      LinearResult result =
          probe.linear(LinearSettings.of(Map.of("epochs", 1, "baseLearningRate", 1.0)));
      assertEquals(ImageSize.square(32), probe.save(classifier, result));
    }
    assertEquals(ImageSize.square(32), ConfigFile.readModel(classifier).encoder().imageSize());
  }

  @Test
  void keepsFeaturesWhileNothingChanges() throws Exception {
    Path cache = folder.resolve("cache");
    List<float[]> first = cached(cache);
    assertTrue(
        told.stream().anyMatch(line -> line.matches("51 features in .* images/s")), told + "");
    told.clear();
    List<float[]> second = cached(cache);
    assertTrue(told.stream().anyMatch(line -> line.startsWith("features from ")), told + "");
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i), second.get(i), 0);
    }
    Path config = model.resolve(ConfigFile.NAME);
    String written = Files.readString(config);
    String other = written.replaceFirst("(\"layerNormEps\": )[0-9.Ee-]+", "$10.5");
    assertFalse(written.equals(other));
    Files.writeString(config, other);
    assertFalse(Arrays.equals(first.get(0), cached(cache).get(0)), "another constant");
    Files.writeString(config, written);
    TinyModelFolder.masked(model, 2);
    cached(cache);
    assertEquals(3, files(cache), "another model");
    Path image = images.resolve("train/red/0.png");
    Files.setLastModifiedTime(image, FileTime.fromMillis(1));
    cached(cache);
    assertEquals(4, files(cache), "another image");
  }

  @Test
  void keptFeaturesLackTheSameImages() throws Exception {
    Files.writeString(images.resolve("train/red/broken.png"), "no picture");
    Path cache = folder.resolve("cache");
    for (int time = 0; time < 2; time++) {
      try (EncoderProbe probe = builder().optCache(cache).build()) {
        assertEquals(1, probe.unreadable().size());
        assertTrue(
            probe.unreadable().contains(images.resolve("train/red/broken.png").toString()),
            probe.unreadable().snapshot() + "");
      }
    }
  }

  private List<float[]> cached(Path cache) throws Exception {
    try (EncoderProbe probe = builder().optCache(cache).build()) {
      return probe.train().features();
    }
  }

  private static long files(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.count();
    }
  }

  @Test
  void saysWhenThereIsNothingToJudgeByOrNoTrainedWeights() throws Exception {
    try (EncoderProbe probe =
        builder().setModel("pvt_v2_nano").optImageSize(ImageSize.square(64)).build()) {
      assertEquals("pvt_v2_nano", probe.images().variant());
    }
    assertTrue(told.contains("pvt_v2_nano has no trained weights, they are random"), told + "");
    try (Stream<Path> files = Files.walk(images.resolve("val"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "no picture");
      }
    }
    DataException none = assertThrows(DataException.class, () -> builder().build().close());
    assertTrue(none.getMessage().startsWith("none of the 15 images of "), none.getMessage());
    ProbeSettings unsplit =
        Settings.of(ProbeSettings.class)
            .create(
                Map.of(
                    "model", model.toString(), "data", images.resolve("train"), "valShare", 0.0));
    UserException e =
        assertThrows(
            UserException.class, () -> EncoderProbe.builder().optSettings(unsplit).build().close());
    assertTrue(e.getMessage().startsWith("valShare: "), e.getMessage());
  }
}
