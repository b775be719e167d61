package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.model.Encoder;
import io.greenmim.ops.ImageTensors;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/** What the kinds of reference files of encoders, of any family, have in common. */
abstract class EncoderReference extends ModelReference {

  private final String method;

  EncoderReference(String method) {
    this.method = method;
  }

  @Override
  public final boolean recognises(ReferenceFile file) {
    return file.config().says("method", method)
        && Backbones.families().stream()
            .anyMatch(family -> file.config().says("family", family.name()));
  }

  /** The recorded encoder, without stochastic depth. */
  static Encoder encoder(ReferenceFile file) throws IOException {
    ReferenceConfig config = file.config();
    return Backbones.newEncoder(
        config.encoder(config.text("family"), Map.of("dropPath", 0)), EncoderUse.POOLED);
  }

  /** The parameters of a recorded model. */
  static RecordedParameters parameters(ReferenceFile file, Encoder encoder, HeadConfig head)
      throws IOException {
    return RecordedParameters.of(
        file, ModelConfig.of("recorded", encoder.config(), head, preprocessing(file.config())));
  }

  /** The recorded images, normalised, (B, c, H, W). */
  static NDArray images(NDManager manager, ReferenceFile file) throws IOException {
    return ImageTensors.normalise(
        file.array(manager, "input.images_u8"), preprocessing(file.config()));
  }

  /** The recorded statistics of the channels; ImageNet's where there are none. */
  private static Preprocessing preprocessing(ReferenceConfig config) throws IOException {
    return config.has("mean")
        ? Preprocessing.IMAGENET.withStatistics(config.numbers("mean"), config.numbers("std"))
        : Preprocessing.IMAGENET;
  }

  /** Runs a loss backward and adds it with the gradient of every parameter to the results. */
  static void addLoss(
      Map<String, NDArray> results,
      Block model,
      RecordedParameters parameters,
      NDManager manager,
      Supplier<NDArray> forward)
      throws IOException {
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray loss = forward.get();
      collector.backward(loss);
      results.put("out.loss", loss.reshape(1));
    }
    results.putAll(parameters.gradients(manager, model));
  }
}
