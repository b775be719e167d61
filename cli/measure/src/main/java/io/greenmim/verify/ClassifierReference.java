package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.model.Classifier;
import io.greenmim.model.Encoder;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A classifier: logits and the cross entropy with the recorded labels. */
final class ClassifierReference extends EncoderReference {

  ClassifierReference() {
    super("classify");
  }

  @Override
  Set<String> optional() {
    return Set.of();
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Encoder encoder = encoder(file);
    ClassifierConfig head = new ClassifierConfig(file.config().integer("classes"));
    Classifier model = new Classifier(encoder, head.classes());
    RecordedParameters parameters = parameters(file, encoder, head);
    parameters.load(manager, model, Set.of());
    NDArray images = images(manager, file);
    NDArray labels = file.array(manager, "input.labels");
    PassStore store = new PassStore(manager, precision);
    Map<String, NDArray> results = new LinkedHashMap<>();

    results.put("out.logits", model.logits(store, images, false));
    SoftmaxCrossEntropyLoss loss = new SoftmaxCrossEntropyLoss();
    addLoss(
        results,
        model,
        parameters,
        manager,
        () -> loss.evaluate(new NDList(labels), new NDList(model.logits(store, images, true))));
    return results;
  }
}
