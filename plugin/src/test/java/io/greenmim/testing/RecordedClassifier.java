package io.greenmim.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.greenmim.config.Preprocessing;
import io.greenmim.layout.NameMap;
import io.greenmim.model.Classifier;
import io.greenmim.model.Encoder;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.TensorFile;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.util.Map;

/**
 * A classifier of 10 classes with recorded weights, outputs and gradients.
 *
 * @param file what was recorded
 * @param names our names of tensors against the file's
 */
public record RecordedClassifier(TensorFile file, NameMap names) {

  /** Opens a reference file, or skips the test. */
  public static RecordedClassifier open(String name, NameMap names) throws IOException {
    TensorFile file = SafeTensorsFile.open(Shared.file("golden/more/" + name + ".safetensors"));
    return new RecordedClassifier(file, names);
  }

  /** The largest error of logits and gradients in tolerances 1e-5 + 1e-4 |x|. */
  public double worst(Encoder encoder) throws IOException {
    Classifier model = new Classifier(encoder, 10);
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict dict = StateDict.of(model);
      dict.initialise(manager, new Shape(1, 3, 224, 224), 1);
      Map<String, NDArray> arrays = dict.arrays();
      for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
        NDArray value = recorded(manager, "param.", entry.getKey());
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
        NDArray expected = recorded(manager, "grad.", entry.getKey());
        worst = Math.max(worst, error(expected, entry.getValue().getGradient()));
      }
      return worst;
    }
  }

  private NDArray recorded(NDManager manager, String part, String own) throws IOException {
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
