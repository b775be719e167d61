package io.greenmim.translate;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.ShuffledRanks;
import io.greenmim.ops.ImageTensors;
import java.io.IOException;
import java.util.Optional;

/** An image as a model reconstructs it from its visible patches, under one fixed mask. */
final class ReconstructionTranslator<I, O> implements Translator<I, O> {

  private static final String ORIGINAL = "original";

  private final ImagePreparation<I> preparation;
  private final PatchMask mask;
  private final Optional<ShuffledRanks> ranks;
  private final Result<O> result;

  /** Makes the result of the crop and the two pictures of the model, (1, c, H, W), uint8. */
  @FunctionalInterface
  interface Result<O> {
    O of(PixelImage original, NDArray masked, NDArray reconstruction);
  }

  /** Hides the patches of a mask; ranks are those of the published order of the latents. */
  ReconstructionTranslator(
      ImagePreparation<I> preparation,
      PatchMask mask,
      Optional<ShuffledRanks> ranks,
      Result<O> result) {
    this.preparation = preparation;
    this.mask = mask;
    this.ranks = ranks;
    this.result = result;
  }

  /** The result as an image of DJL: the reconstruction alone, as people see it. */
  static Image toImage(PixelImage original, NDArray masked, NDArray reconstruction) {
    if (original.channels() == PixelImage.COLOURS) {
      return ImageFactory.getInstance().fromNDArray(reconstruction.squeeze(0));
    }
    PixelImage shown = toPixels(reconstruction, original).toRgb();
    Shape shape = new Shape(PixelImage.COLOURS, shown.height(), shown.width());
    return ImageFactory.getInstance()
        .fromNDArray(
            ImageTensors.upload(reconstruction.getManager(), PixelPlanes.of(shown, false), shape));
  }

  /** The result as three pictures. */
  static ReconstructionPictures toPictures(
      PixelImage original, NDArray masked, NDArray reconstruction) {
    return new ReconstructionPictures(
        original, toPixels(masked, original), toPixels(reconstruction, original));
  }

  private static PixelImage toPixels(NDArray pixels, PixelImage like) {
    return PixelPlanes.image(like.width(), like.height(), pixels.toByteArray());
  }

  /** Images go one by one: the mask is an input without a batch axis, which stacking would add. */
  @Override
  public Batchifier getBatchifier() {
    return null;
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    NDManager manager = context.getNDManager();
    PixelImage crop = preparation.crop(manager, input);
    context.setAttachment(ORIGINAL, crop);
    NDList inputs = new NDList(preparation.toDevice(manager, crop));
    inputs.add(manager.create(mask.toArray(), new Shape(mask.rows(), mask.cols())));
    ranks.ifPresent(given -> inputs.add(manager.create(given.values()))); // (rows x cols), int32
    return inputs;
  }

  @Override
  public O processOutput(TranslatorContext context, NDList list) {
    PixelImage original = (PixelImage) context.getAttachment(ORIGINAL);
    return result.of(
        original, preparation.toPixels(list.get(0)), preparation.toPixels(list.get(1)));
  }
}
