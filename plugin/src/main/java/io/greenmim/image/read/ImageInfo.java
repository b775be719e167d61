package io.greenmim.image.read;

import io.greenmim.image.Orientation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file says about its image, without decoding pixels.
 *
 * @param format the format, from the file's first bytes
 * @param storedWidth columns as stored
 * @param storedHeight rows as stored
 * @param orientation the way from the stored to the upright picture
 * @param coding how the pixels are stored
 */
public record ImageInfo(
    ImageFormat format,
    int storedWidth,
    int storedHeight,
    Orientation orientation,
    ImageCoding coding) {

  /** Bytes that nearly always hold everything up to the pixels. */
  private static final int HEAD_BYTES = 1 << 17;

  /**
   * Reads what bytes of a file say; whether the file is whole is not looked at.
   *
   * @param file the file's bytes
   * @return its size, orientation and coding
   * @throws MalformedImageException if they are no image that is read
   */
  public static ImageInfo of(byte[] file) throws MalformedImageException {
    return FileStructure.of(file).info();
  }

  /**
   * Reads what a file says: of most files the beginning alone, whatever their length.
   *
   * @param file the file
   * @return its size, orientation and coding
   * @throws MalformedImageException if it is no image that is read
   * @throws IOException if it cannot be read
   */
  public static ImageInfo of(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    try {
      return of(head);
    } catch (MalformedImageException e) {
      // What was asked for may lie behind the beginning: metadata at the end, a large profile.
      if (head.length < HEAD_BYTES || Files.size(file) > ImageLimits.USUAL.bytes()) {
        throw e;
      }
      return of(Files.readAllBytes(file));
    }
  }

  /**
   * Returns the width of the upright picture.
   *
   * @return columns
   */
  public int width() {
    return orientation.swapsSides() ? storedHeight : storedWidth;
  }

  /**
   * Returns the height of the upright picture.
   *
   * @return rows
   */
  public int height() {
    return orientation.swapsSides() ? storedWidth : storedHeight;
  }

  /**
   * Returns the number of pixels.
   *
   * @return rows times columns
   */
  public long pixels() {
    return (long) storedWidth * storedHeight;
  }
}
