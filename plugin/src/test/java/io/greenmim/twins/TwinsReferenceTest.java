package io.greenmim.twins;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.NameMap;
import io.greenmim.testing.RecordedClassifier;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded classifiers of timm, with the published constants and with each of them wrong. */
class TwinsReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "twins_svt_classifier_224, 8 8 16 32, 2 2 2 2, 1 2 2 4",
    "twins_svt_classifier_224x448, 8 8 16 16, 1 2 3 1, 1 2 2 4",
    "twins_svt_classifier_160x96, 8 8 16 32, 2 2 2 2, 1 2 2 4",
    "twins_svt_classifier_104x136, 8 8 8 16, 2 2 2 2, 2 1 2 4"
  })
  void agreesWithTheRecordedNumbersAndWithNoOtherConstant(
      String name, String dims, String depths, String heads) throws IOException {
    List<List<Integer>> sides = List.of(list(dims), list(depths), list(heads));
    NameMap names = new TwinsLayouts().target("timm", ModelKind.CLASSIFIER, null).names();
    RecordedClassifier file = RecordedClassifier.open(name, names);
    assertTrue(file.worst(encoder(sides, 1e-6, 1e-5, 1e-5)) < 1, "as published");
    assertTrue(file.worst(encoder(sides, 1e-5, 1e-5, 1e-5)) > 5, "blocks");
    assertTrue(file.worst(encoder(sides, 1e-6, 1e-6, 1e-5)) > 5, "embeddings");
    assertTrue(file.worst(encoder(sides, 1e-6, 1e-5, 1e-6)) > 5, "keys");
  }

  private static List<Integer> list(String numbers) {
    return List.of(numbers.split(" ")).stream().map(Integer::valueOf).toList();
  }

  private static TwinsTransformer encoder(
      List<List<Integer>> sides, double block, double embedding, double keys) {
    TwinsConfig config =
        new TwinsConfig(
            ImageSize.square(224),
            4,
            3,
            sides.get(0),
            sides.get(1),
            sides.get(2),
            List.of(7, 7, 7, 7),
            List.of(8, 4, 2, 1),
            4,
            true,
            0,
            block,
            embedding,
            keys);
    return new TwinsTransformer(config, EncoderUse.POOLED);
  }
}
