package io.greenmim.pvt;

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
class PvtReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "pvt_v2_classifier_128, 2 1 2 1, false",
    "pvt_v2_classifier_96x160, 1 1 2 1, false",
    "pvt_v2_linear_classifier_224, 2 1 2 1, true",
    "pvt_v2_linear_classifier_96x160, 2 1 2 1, true"
  })
  void agreesWithTheRecordedNumbersAndWithNoOtherConstant(
      String name, String depths, boolean linear) throws IOException {
    List<Integer> blocks = List.of(depths.split(" ")).stream().map(Integer::valueOf).toList();
    NameMap names = new PvtLayouts().target("timm", ModelKind.CLASSIFIER, null).names();
    RecordedClassifier file = RecordedClassifier.open(name, names);
    assertTrue(file.worst(encoder(blocks, linear, 1e-6, 1e-5, 1e-5)) < 1, "as published");
    assertTrue(file.worst(encoder(blocks, linear, 1e-5, 1e-5, 1e-5)) > 5, "blocks");
    assertTrue(file.worst(encoder(blocks, linear, 1e-6, 1e-6, 1e-5)) > 5, "embeddings");
    assertTrue(file.worst(encoder(blocks, linear, 1e-6, 1e-5, 1e-6)) > 5, "keys");
  }

  private static PvtEncoder encoder(
      List<Integer> depths, boolean linear, double block, double embedding, double keys) {
    PvtConfig config =
        new PvtConfig(
            ImageSize.square(224),
            4,
            3,
            List.of(8, 8, 16, linear ? 16 : 24),
            depths,
            List.of(1, 2, 2, 4),
            List.of(8.0, 8.0, 4.0, 4.0),
            List.of(8, 4, 2, 1),
            linear,
            0,
            block,
            embedding,
            keys);
    return new PvtEncoder(config, EncoderUse.POOLED);
  }
}
