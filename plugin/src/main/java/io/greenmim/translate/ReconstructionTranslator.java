package io.greenmim.translate;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslatorContext;
import io.greenmim.image.RgbImage;
import java.io.IOException;

/** An image as a model reconstructs it from its visible patches, under one fixed mask. */
final class ReconstructionTranslator<I, O> extends ImageTranslator<I, O> {

  private static final String ORIGINAL = "original";

  private final HiddenPatches patches;
  private final Result<O> result;

  /** Makes the result of the crop and the two pictures of the model, (1, 3, S, S), uint8. */
  @FunctionalInterface
  interface Result<O> {
    O of(RgbImage original, NDArray masked, NDArray reconstruction);
  }

  ReconstructionTranslator(
      PixelReader<I> reader, EvalTransform transform, HiddenPatches patches, Result<O> result) {
    super(reader, transform);
    this.patches = patches;
    this.result = result;
  }

  /** The result as an image of DJL: the reconstruction alone. */
  static Image toImage(RgbImage original, NDArray masked, NDArray reconstruction) {
    return ImageFactory.getInstance().fromNDArray(reconstruction.squeeze(0));
  }

  /** The result as three pictures. */
  static ReconstructionPictures toPictures(
      RgbImage original, NDArray masked, NDArray reconstruction) {
    return new ReconstructionPictures(
        original, toRgb(masked, original), toRgb(reconstruction, original));
  }

  private static RgbImage toRgb(NDArray pixels, RgbImage like) {
    return Planes.toImage(pixels.toByteArray(), like.width(), like.height());
  }

  /** Images go one by one: the mask is an input without a batch axis, which stacking would add. */
  @Override
  public Batchifier getBatchifier() {
    return null;
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    RgbImage crop = prepare(context, input);
    context.setAttachment(ORIGINAL, crop);
    NDManager manager = context.getNDManager();
    NDList inputs = new NDList(toDevice(manager, crop));
    inputs.addAll(patches.toInputs(manager));
    return inputs;
  }

  @Override
  public O processOutput(TranslatorContext context, NDList list) {
    RgbImage original = (RgbImage) context.getAttachment(ORIGINAL);
    return result.of(original, list.get(0), list.get(1));
  }
}
