package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.greenmim.model.Encoder;
import io.greenmim.model.MaskTokens;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.nn.ParameterBlock;
import java.util.function.Supplier;

/**
 * An encoder with the token that stands for hidden patches (Xie et al., 2021, section 3.1).
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input (B, c, H, W), optionally hidden tokens (n, 1 or B, 1); latents (m, B, C_last)
 */
final class SimMimEncoder extends ParameterBlock {

  private static final String TOKEN = "mask_token";

  private final Parameter maskToken;
  private final Encoder encoder;

  SimMimEncoder(Encoder encoder) {
    maskToken =
        parameter(TOKEN, Parameter.Type.OTHER, new Shape(1, 1, encoder.config().embedDim()));
    // The published state dicts list the token beside the encoder's parts: no name of its own.
    this.encoder = addChildBlock("", encoder);
  }

  Encoder encoder() {
    return encoder;
  }

  /** The input of images of which some patches are hidden, (n, 1 or B, 1). */
  MaskTokens input(
      ParameterStore store, NDArray images, Supplier<NDArray> hidden, boolean training) {
    return new MaskTokens(images, value(store, maskToken, images, training), hidden);
  }

  /** What a parameter is, by its name inside this block. */
  ParameterRole role(String name) {
    return name.equals(TOKEN) ? ParameterRole.on(encoder, ParameterKind.TOKEN) : encoder.role(name);
  }
}
