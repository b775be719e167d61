package io.greenmim.train.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.Encoder;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.translate.ClassNames;
import io.greenmim.translate.EvalTransform;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder that was loaded to be probed.
 *
 * @param model the model, whose block is a bare encoder
 */
record ProbedModel(ZooModel<?, ?> model) {

  /** How it wants its images. */
  EvalTransform transform() {
    return EvalTransform.of(model, Map.of());
  }

  /**
   * What it is made of, for images of the size that it was shown where its tensors are the same.
   */
  ModelConfig config() throws IOException {
    ModelConfig config = ofFolder();
    EncoderConfig sized = config.encoder().withImageSize(transform().imageSize());
    ModelConfig shown = config.withEncoder(config.variant(), sized);
    return Backbones.shapes(shown).equals(Backbones.shapes(config)) ? shown : config;
  }

  private ModelConfig ofFolder() throws IOException {
    Path folder = model.getModelPath();
    if (folder != null && Files.exists(folder.resolve(ConfigFile.NAME))) {
      return ConfigFile.readModel(folder).withHead(HeadConfig.NONE);
    }
    EncoderConfig encoder = ((Encoder) model.getBlock()).config();
    String variant =
        Backbones.variants().stream()
            .filter(one -> one.encoder().equals(encoder))
            .map(one -> one.name())
            .findFirst()
            .orElse(model.getName());
    return ModelConfig.of(variant, encoder, HeadConfig.NONE, transform().preprocessing());
  }

  /** Writes it with a linear map on it as a classifier. */
  ModelConfig save(Path folder, Map<String, StoredTensor> head, List<String> classes)
      throws IOException {
    Map<String, NDArray> weights = StateDict.of(model.getBlock()).arrays();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(TensorArrays.stored(weights));
    head.forEach((name, tensor) -> tensors.put("head." + name, tensor));
    Files.createDirectories(folder);
    ModelConfig config = config().withHead(new ClassifierConfig(classes.size()));
    ModelFolder.save(folder, config, tensors);
    ClassNames.write(folder, classes);
    return config;
  }
}
