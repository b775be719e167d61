package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.model.MaskTokenEncoder;
import io.greenmim.model.Segment;
import io.greenmim.nn.ParameterBlock;
import java.util.List;
import java.util.function.Supplier;

/**
 * An encoder with the token that stands for hidden patches (Xie et al., 2021, section 3.1).
 *
 * <p>Float32; works on the device of its input. As a DJL block without hidden tokens it is the
 * encoder alone.
 *
 * @shape input (B, c, H, W), optionally hidden tokens (n, 1 or B, 1); latents (m, B, C_last)
 */
final class SimMimEncoder extends ParameterBlock {

  private final Parameter maskToken;
  private final MaskTokenEncoder encoder;

  SimMimEncoder(MaskTokenEncoder encoder) {
    maskToken = parameter("mask_token", Parameter.Type.OTHER, new Shape(1, 1, encoder.embedDim()));
    // The published state dicts list the token beside the encoder's parts: no name of its own.
    this.encoder = addChildBlock("", encoder);
  }

  MaskTokenEncoder encoder() {
    return encoder;
  }

  /** Encodes images, (B, c, H, W), with their hidden tokens, (n, 1 or B, 1), -> (m, B, C_last). */
  NDArray encode(ParameterStore store, NDArray images, NDArray hidden, boolean training) {
    NDArray token = value(store, maskToken, images, training);
    return encoder.encodeMasked(store, images, token, hidden, training);
  }

  /** Cuts {@link #encode} into stages. */
  List<Segment> segments(
      ParameterStore store, NDArray images, Supplier<NDArray> hidden, boolean training) {
    NDArray token = value(store, maskToken, images, training);
    return encoder.maskedSegments(store, images.getShape(), token, hidden, training);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    return inputs.size() == 1
        ? encoder.forward(store, inputs, training, params)
        : new NDList(encode(store, inputs.get(0), inputs.get(1), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return encoder.getOutputShapes(inputShapes);
  }
}
