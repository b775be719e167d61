package io.greenmim.train.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.ops.EngineInfo;
import io.greenmim.train.testing.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model answers for every image of a folder, whatever the size of the batches. */
class FolderPredictorTest {

  @TempDir private Path folder;
  private Path model;
  private Path images;

  @BeforeEach
  void write() throws IOException {
    model = TinyModelFolder.masked(folder.resolve("model"), 1);
    images = folder.resolve("images");
    for (int i = 0; i < 3; i++) {
      TinyModelFolder.image(images.resolve("sub" + i + "/a.png"), 80, 70, i);
    }
    Files.writeString(images.resolve("broken.png"), "no picture");
  }

  @Test
  void answersForEveryReadableImageInOrder() throws Exception {
    Map<String, float[]> one = features(1);
    Map<String, float[]> three = features(3);
    assertEquals(List.of("sub0/a.png", "sub1/a.png", "sub2/a.png"), List.copyOf(one.keySet()));
    assertEquals(one.keySet(), three.keySet());
    one.forEach((name, feature) -> assertArrayEquals(feature, three.get(name), 1e-5f));
  }

  /** Same passes, so the same bits; and the engine has its threads again. */
  @Test
  void severalPredictorsAnswerTheSame() throws Exception {
    int threads = EngineInfo.load().intraOpThreads();
    Map<String, float[]> alone = features(1, 1);
    for (int predictors = 2; predictors <= 3; predictors++) {
      Map<String, float[]> several = features(1, predictors);
      assertEquals(List.copyOf(alone.keySet()), List.copyOf(several.keySet()));
      alone.forEach((name, feature) -> assertArrayEquals(feature, several.get(name)));
      assertEquals(threads, EngineInfo.load().intraOpThreads());
    }
  }

  private Map<String, float[]> features(int batch) throws Exception {
    return features(batch, 1);
  }

  private Map<String, float[]> features(int batch, int predictors) throws Exception {
    Map<String, float[]> features = new LinkedHashMap<>();
    try (FolderPredictor<float[]> predictor =
        FolderPredictor.builder(float[].class)
            .setModel(model.toString())
            .setImages(images)
            .optBatchSize(batch)
            .optPredictors(predictors)
            .build()) {
      FolderPredictor.Outcome outcome = predictor.run(features::put);
      assertEquals(3, outcome.images());
      assertEquals(1, outcome.unreadable().size());
    }
    return features;
  }

  @Test
  void featuresGoIntoAFileThatAppearsWhenItIsComplete() throws Exception {
    Path file = folder.resolve("features.csv");
    try (FolderPredictor<float[]> predictor =
            FolderPredictor.builder(float[].class)
                .setModel(model.toString())
                .setImages(images)
                .build();
        FeatureFile features = FeatureFile.open(file, "tiny")) {
      predictor.run(features);
      assertFalse(Files.exists(file));
      features.commit();
    }
    List<String> lines = Files.readAllLines(file);
    assertEquals(4, lines.size());
    assertEquals("sub0/a.png", lines.get(1).substring(0, lines.get(1).indexOf(',')));
  }

  @Test
  void namesTheFieldThatIsMissing() {
    FolderPredictor.Builder<float[]> builder = FolderPredictor.builder(float[].class);
    assertEquals("model: expected a folder, an id or an address, got none", refused(builder));
    builder.setModel("x");
    assertEquals("images: expected an image or a folder of images, got none", refused(builder));
    builder.setImages(images).optBatchSize(0);
    assertEquals("batchSize: expected at least 1, got 0", refused(builder));
    assertThrows(IllegalArgumentException.class, () -> builder.optPredictors(0));
  }

  private static String refused(FolderPredictor.Builder<?> builder) {
    return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
  }
}
