package io.greenmim.twins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelKind;
import io.greenmim.config.Preprocessing;
import io.greenmim.layout.NameMap;
import io.greenmim.model.Classifier;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.TensorFile;
import io.greenmim.testing.Shared;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded classifiers of timm, with the published constants and with each of them wrong. */
class TwinsReferenceTest {

  private record Constants(double block, double embedding, double sampling) {}

  private static final Constants PUBLISHED = new Constants(1e-6, 1e-5, 1e-5);

  @ParameterizedTest
  @CsvSource({
    "twins_svt_classifier_224, 8 8 16 32, 2 2 2 2, 1 2 2 4",
    "twins_svt_classifier_224x448, 8 8 16 16, 1 2 3 1, 1 2 2 4",
    "twins_svt_classifier_160x96, 8 8 16 32, 2 2 2 2, 1 2 2 4",
    "twins_svt_classifier_104x136, 8 8 8 16, 2 2 2 2, 2 1 2 4"
  })
  void agreesWithTheRecordedNumbersAndWithNoOtherConstant(
      String name, String dims, String depths, String heads) throws IOException {
    TensorFile file = SafeTensorsFile.open(Shared.file("golden/more/" + name + ".safetensors"));
    List<List<Integer>> sides = List.of(list(dims), list(depths), list(heads));
    assertTrue(worst(file, sides, PUBLISHED) < 1, "as published");
    assertTrue(worst(file, sides, new Constants(1e-5, 1e-5, 1e-5)) > 5, "blocks");
    assertTrue(worst(file, sides, new Constants(1e-6, 1e-6, 1e-5)) > 5, "embeddings");
    assertTrue(worst(file, sides, new Constants(1e-6, 1e-5, 1e-6)) > 5, "keys");
  }

  private static List<Integer> list(String numbers) {
    return List.of(numbers.split(" ")).stream().map(Integer::valueOf).toList();
  }

  /** The largest error of logits, loss and gradients in tolerances 1e-5 + 1e-4 |x|. */
  private static double worst(TensorFile file, List<List<Integer>> sides, Constants constants)
      throws IOException {
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
            constants.block(),
            constants.embedding(),
            constants.sampling());
    NameMap names = new TwinsLayouts().target("timm", ModelKind.CLASSIFIER, config).names();
    Classifier model = new Classifier(new TwinsTransformer(config, EncoderUse.POOLED), 10);
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict dict = StateDict.of(model);
      dict.initialise(manager, new Shape(1, 3, 224, 224), 1);
      Map<String, NDArray> arrays = dict.arrays();
      for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
        NDArray value = recorded(manager, file, "param.", names, entry.getKey());
        entry.getValue().setRequiresGradient(false);
        value.copyTo(entry.getValue());
        entry.getValue().setRequiresGradient(true);
      }
      NDArray images =
          ImageTensors.normalise(
              TensorArrays.array(manager, file.tensor("input.images_u8")), Preprocessing.IMAGENET);
      NDArray labels = TensorArrays.array(manager, file.tensor("input.labels"));
      PassStore store = new PassStore(manager, Precision.FP32);
      double worst =
          error(
              TensorArrays.array(manager, file.tensor("out.logits")),
              model.logits(store, images, false));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray loss =
            new SoftmaxCrossEntropyLoss()
                .evaluate(new NDList(labels), new NDList(model.logits(store, images, true)));
        collector.backward(loss);
      }
      for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
        NDArray expected = recorded(manager, file, "grad.", names, entry.getKey());
        worst = Math.max(worst, error(expected, entry.getValue().getGradient()));
      }
      return worst;
    }
  }

  private static NDArray recorded(
      NDManager manager, TensorFile file, String part, NameMap names, String own)
      throws IOException {
    String full = own.startsWith("head.") ? own : "encoder." + own;
    return TensorArrays.array(manager, file.tensor(part + names.toTheirs(full).get(0)));
  }

  private static double error(NDArray expected, NDArray got) {
    assertEquals(expected.getShape(), got.getShape());
    float[] e = expected.toFloatArray();
    float[] g = got.toFloatArray();
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      double error = Math.abs((double) e[i] - g[i]) / (1e-5 + 1e-4 * Math.abs(e[i]));
      worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
    }
    return worst;
  }
}
