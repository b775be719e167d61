package io.greenmim.detect.model;

import ai.djl.ndarray.NDManager;
import io.greenmim.detect.augment.Resize;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.InputSize;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Precision;

/** Finds objects by one look at each image. */
public final class ImageDetector implements ObjectDetector {

  private final MaskRcnn model;
  private final InputSize size;
  private final InferencePass passes;

  /**
   * Prepares a detector.
   *
   * @param model the detector with its weights
   * @param manager a manager on the weights' device
   * @param size size that images are resized to
   * @param precision numbers of the forward pass; null for those that the model serves with
   */
  public ImageDetector(MaskRcnn model, NDManager manager, InputSize size, Precision precision) {
    this.model = model;
    this.size = size;
    passes = new InferencePass(model, manager, precision);
  }

  @Override
  public Instances detect(PixelImage image, String name) {
    PixelSize original = new PixelSize(image.height(), image.width());
    PixelSize fitted = original.withShortSide(size.shortSide(), size.longLimit());
    PixelImage input = fitted.equals(original) ? image : new Resize(original, fitted).apply(image);
    return passes.run(
        (pass, store) ->
            model
                .detect(store, ImageBatch.of(pass, input, name, model.config()))
                .get(0)
                .in(original, model.config().output().maskThreshold()));
  }
}
