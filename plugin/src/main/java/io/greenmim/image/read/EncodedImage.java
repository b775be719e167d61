package io.greenmim.image.read;

/**
 * The bytes of an image file that passed all checks, and what they say.
 *
 * @param file the file's bytes; not copied
 * @param info size, orientation and coding
 */
public record EncodedImage(byte[] file, ImageInfo info) {

  /**
   * Checks a file: its format, its size against limits, its end.
   *
   * @param file the file's bytes; not copied
   * @param limits how large it may be
   * @return the file
   * @throws MalformedImageException if it is no whole image that is read, or too large
   */
  static EncodedImage check(byte[] file, ImageLimits limits) throws MalformedImageException {
    limits.requireLength(file.length);
    FileStructure structure = FileStructure.of(file);
    structure.requireWhole();
    ImageInfo info = structure.info();
    limits.require(info);
    return new EncodedImage(file, info);
  }
}
