package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.model.Encoder;
import io.greenmim.ops.ImageTensors;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What the kinds of reference files of encoders, of any family, have in common. */
abstract class EncoderReference extends ModelReference {

  private static final String PARAM = "param.";

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

  /** Gives every parameter of a model its recorded value. */
  static void load(
      NDManager manager,
      Block model,
      EncoderConfig encoder,
      ReferenceFile file,
      Set<String> derived)
      throws IOException {
    ImageSize size = encoder.imageSize();
    Shape input = new Shape(1, encoder.inChannels(), size.height(), size.width());
    StateDict.of(model).load(manager, input, file.tensors(), new StateDict.Part(PARAM, derived));
  }

  /** The recorded images, normalised, (B, 3, H, W). */
  static NDArray images(NDManager manager, ReferenceFile file) throws IOException {
    return ImageTensors.normalise(file.array(manager, "input.images_u8"), Preprocessing.IMAGENET);
  }

  /** Runs a loss backward and adds it with the gradient of every parameter to the results. */
  static void addLoss(
      Map<String, NDArray> results, Block model, NDManager manager, Supplier<NDArray> forward) {
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray loss = forward.get();
      collector.backward(loss);
      results.put("out.loss", loss.reshape(1));
    }
    for (Map.Entry<String, Parameter> entry : StateDict.of(model).parameters().entrySet()) {
      results.put("grad." + entry.getKey(), entry.getValue().getArray().getGradient());
    }
  }
}
