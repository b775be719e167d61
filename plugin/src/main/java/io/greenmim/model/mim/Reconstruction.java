package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.grouping.GreenPlan;
import io.greenmim.masking.PatchMask;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.Patches;

/**
 * Pictures of what a model makes of masked images.
 *
 * <p>With a normalised target the hidden patches are shown with their true mean and variance, which
 * the model did not predict: the pictures leak these two numbers for each patch.
 *
 * @param masked the images with hidden patches in grey, (B, c, H, W), uint8
 * @param reconstruction the prediction in the hidden patches, the original in the visible ones, (B,
 *     c, H, W), uint8
 */
public record Reconstruction(NDArray masked, NDArray reconstruction) {

  /**
   * Reconstructs masked images.
   *
   * @param model the model
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan the mask and its groups
   * @return pictures in 8-bit pixels, on the manager of the images
   */
  public static Reconstruction of(
      MaskedImageModel model, ParameterStore store, NDArray images, GreenPlan plan) {
    int side = model.config().maskPatch();
    int rows = plan.mask().rows();
    try (ArrayScope scope = new ArrayScope()) {
      NDArray predicted = model.predict(store, images, plan, false);
      if (model.config().normaliseTarget()) {
        predicted = PixelTarget.denormalise(predicted, images, side);
      }
      NDArray original = Patches.channelLast(images, side);
      NDArray hidden = hiddenRows(images, plan.mask());
      NDArray visible = hidden.neg().add(1f);
      // Zero is the mean colour of the normalised images: a neutral grey.
      NDArray masked = Patches.toImages(original.mul(visible), rows, side);
      NDArray pasted =
          Patches.toImages(original.mul(visible).add(predicted.mul(hidden)), rows, side);
      NDList out =
          new NDList(
              scope.keep(ImageTensors.denormalise(masked)),
              scope.keep(ImageTensors.denormalise(pasted)));
      return new Reconstruction(out.get(0), out.get(1));
    }
  }

  /** 1 for hidden patches, 0 for visible ones, (N, 1, 1). */
  private static NDArray hiddenRows(NDArray like, PatchMask mask) {
    boolean[] flags = mask.toArray();
    return like.getManager()
        .create(flags)
        .toType(DataType.FLOAT32, false)
        .reshape(new Shape(flags.length, 1, 1));
  }
}
