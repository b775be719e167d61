package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.nn.Linear;
import io.greenmim.nn.NamedParameters;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;

/**
 * A classification head on an encoder: a linear map of the pooled feature (Liu et al., 2021,
 * section 4.1).
 *
 * <p>Float32; works on the device of its input.
 *
 * @shape input (B, c, H, W); output logits (B, K)
 */
public final class Classifier extends ParameterBlock {

  private final Encoder encoder;
  private final Linear head;
  private final int classes;

  /**
   * Makes a classifier without weights.
   *
   * @param encoder the encoder
   * @param classes number of classes K
   */
  public Classifier(Encoder encoder, int classes) {
    this.classes = classes;
    // The published state dicts list the head beside the encoder's parts: no name of its own.
    this.encoder = addChildBlock("", encoder);
    int last = encoder.featureSpecs().size() - 1;
    head =
        addChildBlock(
            "head", new Linear(encoder.featureSpecs().get(last).channels(), classes, true));
  }

  /** {@return the encoder} */
  public Encoder encoder() {
    return encoder;
  }

  /** {@return number of classes K} */
  public int classes() {
    return classes;
  }

  /**
   * Tells what a parameter is.
   *
   * @param name its name in the state dict
   * @return where it is used, and what optimisers should know
   */
  public ParameterRole role(String name) {
    return encoder.parameters().containsKey(name)
        ? encoder.role(name)
        : ParameterRole.on(encoder, NamedParameters.of(this).get(name));
  }

  /**
   * Computes the logits of images.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param training whether this is a training pass
   * @return logits, (B, K)
   */
  public NDArray logits(ParameterStore store, NDArray images, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encoder.encode(store, new AllPatches(images), training);
      return scope.keep(classify(store, latents, training));
    }
  }

  /**
   * Computes the logits of images that the encoder has seen already.
   *
   * @param store the parameter store
   * @param latents what the encoder made of all patches, (n, B, C_last)
   * @param training whether this is a training pass
   * @return logits, (B, K)
   */
  public NDArray classify(ParameterStore store, NDArray latents, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      return scope.keep(head.forward(store, encoder.pool(store, latents, training), training));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    checkInputs(inputs.size(), 1);
    return new NDList(logits(store, inputs.head(), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }
}
