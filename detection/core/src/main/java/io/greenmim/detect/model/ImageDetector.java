package io.greenmim.detect.model;

import ai.djl.ndarray.NDManager;
import io.greenmim.detect.augment.Resize;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.InputSize;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;

/** Finds objects by one look at each image. */
public final class ImageDetector implements ObjectDetector {

  private final MaskRcnn model;
  private final NDManager manager;
  private final InputSize size;
  private final Precision precision;

  /**
   * Prepares a detector.
   *
   * @param model the detector with its weights
   * @param manager a manager on the weights' device
   * @param size size that images are resized to
   * @param precision numbers of the forward pass
   */
  public ImageDetector(MaskRcnn model, NDManager manager, InputSize size, Precision precision) {
    this.model = model;
    this.manager = manager;
    this.size = size;
    this.precision = precision;
  }

  @Override
  public Instances detect(PixelImage image, String name) {
    PixelSize original = new PixelSize(image.height(), image.width());
    PixelSize fitted = original.withShortSide(size.shortSide(), size.longLimit());
    PixelImage input = fitted.equals(original) ? image : new Resize(original, fitted).apply(image);
    try (Autograd.Paused paused = Autograd.pause();
        NDManager pass = manager.newSubManager()) {
      ImageBatch batch = ImageBatch.of(pass, input, name, model.config());
      ImageDetections found = model.detect(new PassStore(pass, precision), batch).get(0);
      return found.in(original, model.config().output().maskThreshold());
    }
  }
}
