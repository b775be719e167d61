package io.greenmim.train.data;

import io.greenmim.config.Checks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

  /**
   * Identifies the data set by the names and sizes of its files, in order; the place of the folder
   * and the files' times do not enter.
   *
   * @return a SHA-256 digest as 64 hexadecimal digits
   */
  public String sha256() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    for (ImageFile file : files) {
      // No file name holds NUL, so no two different lists give the same bytes.
      String line = file.name() + '\0' + file.bytes() + '\n';
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
