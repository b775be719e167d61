package io.greenmim.detect.model;

import io.greenmim.config.Checks;
import io.greenmim.detect.augment.ImageVersion;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.InputSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions of an image that test-time augmentation looks at.
 *
 * @param sizes sizes that the image is resized to, at least one
 * @param flip whether each size is looked at flipped too
 */
public record InputVersions(List<InputSize> sizes, boolean flip) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public InputVersions {
    sizes = List.copyOf(sizes);
    Checks.that(!sizes.isEmpty(), "test-time augmentation: expected sizes, got none");
  }

  /**
   * Lists the versions of an image.
   *
   * @param image size of the image
   * @return the versions, at least one
   */
  public List<ImageVersion> of(PixelSize image) {
    List<ImageVersion> versions = new ArrayList<>();
    for (InputSize size : sizes) {
      PixelSize seen = image.withShortSide(size.shortSide(), size.longLimit());
      versions.add(new ImageVersion(image, seen, false));
      if (flip) {
        versions.add(new ImageVersion(image, seen, true));
      }
    }
    return versions;
  }
}
