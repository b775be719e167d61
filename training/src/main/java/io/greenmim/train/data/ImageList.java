package io.greenmim.train.data;

import io.greenmim.config.Checks;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The images of a data set in their fixed order.
 *
 * @param root the folder that the names are relative to
 * @param files the images, at least one
 * @param passedOver what was left aside when they were looked for
 */
public record ImageList(Path root, List<ImageFile> files, PassedOver passedOver) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the list is empty
   */
  public ImageList {
    Objects.requireNonNull(root, "root");
    files = List.copyOf(files);
    Objects.requireNonNull(passedOver, "passedOver");
    Checks.that(!files.isEmpty(), "an image list needs at least one image");
  }

  /**
   * Makes a list of images that were not looked for.
   *
   * @param root the folder that the names are relative to
   * @param files the images, at least one
   * @throws IllegalArgumentException if the list is empty
   */
  public ImageList(Path root, List<ImageFile> files) {
    this(root, files, PassedOver.NOTHING);
  }

  /**
   * Returns the number of images.
   *
   * @return the number, at least 1
   */
  public int size() {
    return files.size();
  }

  /**
   * Returns where an image lies.
   *
   * @param index position in the list, 0 to {@code size() - 1}
   * @return the file's path
   * @throws IndexOutOfBoundsException if there is no such position
   */
  public Path path(int index) {
    return root.resolve(files.get(index).name());
  }
}
