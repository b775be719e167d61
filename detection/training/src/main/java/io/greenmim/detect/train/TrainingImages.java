package io.greenmim.detect.train;

import io.greenmim.detect.coco.CocoAnnotation;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CrowdCount;
import io.greenmim.train.data.DataException;
import java.util.stream.IntStream;

/** The images of a data set that are trained on. */
final class TrainingImages {

  private final CocoDataset dataset;
  private final int[] places;

  private TrainingImages(CocoDataset dataset, int[] places) {
    this.dataset = dataset;
    this.places = places;
  }

  /**
   * Chooses the images.
   *
   * @param dataset a checked data set
   * @param withoutObjects whether images are kept that have no object, or only crowds; the
   *     published recipes leave them out
   * @return the chosen images by id
   * @throws DataException if none is left
   */
  public static TrainingImages of(CocoDataset dataset, boolean withoutObjects) {
    int[] places =
        IntStream.range(0, dataset.images().size())
            .filter(
                image ->
                    withoutObjects || dataset.annotations(image).stream().anyMatch(a -> !a.crowd()))
            .toArray();
    if (places.length == 0) {
      throw new DataException(
          dataset.file()
              + ": expected images with objects, got "
              + dataset.images().size()
              + " without any"
              + new CrowdCount(dataset).reason());
    }
    return new TrainingImages(dataset, places);
  }

  /**
   * Returns the number of images.
   *
   * @return the number, at least 1
   */
  public int size() {
    return places.length;
  }

  /** {@return the data set that the images are chosen from} */
  public CocoDataset dataset() {
    return dataset;
  }

  /**
   * Finds an image in the data set.
   *
   * @param index index among the chosen images
   * @return its place in the data set's {@link CocoDataset#images()}
   */
  public int place(int index) {
    return places[index];
  }

  /**
   * Tells which images are wider than high.
   *
   * @return one value for each chosen image
   */
  boolean[] wide() {
    boolean[] wide = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      CocoImage image = dataset.images().get(places[i]);
      wide[i] = image.width() > image.height();
    }
    return wide;
  }

  /**
   * Lists the classes that occur in an image, crowds included.
   *
   * @param index index among the chosen images
   * @return the classes, each once
   */
  int[] classes(int index) {
    return dataset.annotations(places[index]).stream()
        .mapToLong(CocoAnnotation::categoryId)
        .mapToInt(dataset::classOf)
        .distinct()
        .toArray();
  }
}
