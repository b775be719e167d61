package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.PrefixedFile;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters that a file recorded for a model, by the model's own names or, where most of these
 * are not there, by those of a published layout of its family.
 *
 * @param file the file
 * @param config configuration of the model
 * @param layout the layout of the file's names; empty for the model's own
 */
record RecordedParameters(ReferenceFile file, ModelConfig config, Optional<DetectedLayout> layout) {

  private static final String GRADIENT = "grad.";
  private static final String NAMES = "names";

  /** Recognises the names of a file. */
  static RecordedParameters of(ReferenceFile file, ModelConfig config) throws IOException {
    Set<String> own = Backbones.shapes(config).keySet();
    long found = own.stream().filter(name -> file.has(ReferenceFile.PARAM + name)).count();
    boolean foreign = file.config().has(NAMES) || 2 * found < own.size();
    return new RecordedParameters(
        file,
        config,
        foreign
            ? Optional.of(
                DetectedLayout.detect(PrefixedFile.of(file.tensors(), ReferenceFile.PARAM)))
            : Optional.empty());
  }

  /** Gives every parameter of the model its recorded value; some keys are no parameters. */
  void load(NDManager manager, Block model, Set<String> derived) throws IOException {
    Shape input = ModelFolder.inputShape(config);
    if (layout.isEmpty()) {
      StateDict.of(model)
          .load(manager, input, file.tensors(), new StateDict.Part(ReferenceFile.PARAM, derived));
      return;
    }
    Map<String, StoredTensor> ours =
        CheckpointImporter.read(
                layout.get(), Optional.of(config), ImportOptions.defaults().withStrict(true))
            .tensors();
    StateDict.of(model)
        .load(manager, input, new PrefixedFile(file.tensors(), ReferenceFile.PARAM, ours));
  }

  /** Lists the gradients of the model by the keys that the file has for them. */
  Map<String, NDArray> gradients(NDManager manager, Block model) throws IOException {
    Map<String, NDArray> own = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> entry : StateDict.of(model).parameters().entrySet()) {
      own.put(entry.getKey(), entry.getValue().getArray().getGradient());
    }
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    if (layout.isEmpty()) {
      own.forEach((name, gradient) -> gradients.put(GRADIENT + name, gradient));
      return gradients;
    }
    Map<String, StoredTensor> theirs =
        CheckpointExporter.convert(TensorArrays.stored(own), config, layout.get().layout().id());
    for (Map.Entry<String, StoredTensor> entry : theirs.entrySet()) {
      String key = GRADIENT + entry.getKey();
      gradients.put(key, shaped(key, TensorArrays.float32(manager, entry.getValue())));
    }
    return gradients;
  }

  /** Some published code has matrices as convolutions of one pixel. */
  private NDArray shaped(String key, NDArray gradient) throws IOException {
    if (!file.has(key)) {
      return gradient;
    }
    Shape recorded = TensorArrays.shape(file.tensors().tensor(key));
    return recorded.size() == gradient.size() ? gradient.reshape(recorded) : gradient;
  }
}
