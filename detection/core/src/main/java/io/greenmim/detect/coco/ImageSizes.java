package io.greenmim.detect.coco;

import java.io.IOException;
import java.util.Optional;

/** Tells the true sizes of the images of a data set. */
@FunctionalInterface
public interface ImageSizes {

  /** Where there are no files to look at: every image is what its entry says. */
  ImageSizes AS_DECLARED = image -> Optional.of(new ImageSize(image.width(), image.height()));

  /**
   * Looks an image up.
   *
   * @param image entry of the image
   * @return the size of its picture, upright; nothing if there is no such file
   * @throws IOException if the file is no picture; the message says why
   */
  Optional<ImageSize> of(CocoImage image) throws IOException;

  /**
   * Looks up how a file stores its picture, which may lie on its side.
   *
   * @param image entry of the image
   * @return the size of its picture before it is turned upright; nothing if there is no such file
   * @throws IOException if the file is no picture; the message says why
   */
  default Optional<ImageSize> stored(CocoImage image) throws IOException {
    return of(image);
  }

  /**
   * Says that there is no file.
   *
   * @param image entry of the image
   * @return what was expected, where it was looked for, and what is there instead
   */
  default String missing(CocoImage image) {
    return "expected an image file, found none";
  }
}
