package io.greenmim.detect.train;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.model.TrainingImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A batch as a step takes it: pixels, and what training knows of each image.
 *
 * @param batch the pixels
 * @param images objects of each image with their masks
 */
public record TrainingBatch(DetectionBatch batch, List<TrainingImage> images) {

  /** Keeps a copy of the list. */
  public TrainingBatch {
    images = List.copyOf(images);
  }

  /**
   * Draws the outlines of a batch as masks.
   *
   * @param batch the batch
   * @param dataset where its images come from, which knows their names
   * @param masks whether masks are trained
   * @return the batch with its masks
   */
  public static TrainingBatch of(DetectionBatch batch, CocoDataset dataset, boolean masks) {
    List<TrainingImage> images = new ArrayList<>();
    for (DetectionBatch.Target target : batch.targets()) {
      String name = dataset.images().get(dataset.imageIndex(target.imageId())).fileName();
      List<Optional<RunLengthMask>> drawn =
          masks
              ? target.outlines().stream().map(outline -> outline.mask(target.size())).toList()
              : List.of();
      images.add(new TrainingImage(new GroundTruth(name, target.boxes(), target.classes()), drawn));
    }
    return new TrainingBatch(batch, images);
  }

  /**
   * Returns the sizes of the images.
   *
   * @return size of each image without padding
   */
  public List<PixelSize> sizes() {
    return batch.targets().stream()
        .map(target -> new PixelSize(target.size().height(), target.size().width()))
        .toList();
  }

  /**
   * Returns the names of the images.
   *
   * @return name of each image's file
   */
  public List<String> names() {
    return images.stream().map(image -> image.truth().image()).toList();
  }
}
