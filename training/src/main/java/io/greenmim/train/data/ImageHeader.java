package io.greenmim.train.data;

/**
 * What a file says about its image before it is decoded.
 *
 * @param format the format, from the file's first bytes
 * @param width columns as stored, before any rotation that the file asks for
 * @param height rows as stored
 * @param components colour components per pixel where the format says so (JPEG: 1, 3 or 4), else 3
 * @param wholeInMemory whether a decoder must hold the image at its full size, even to deliver it
 *     reduced
 */
record ImageHeader(Format format, int width, int height, int components, boolean wholeInMemory) {

  /** The formats that are read. */
  enum Format {
    JPEG,
    PNG,
    BMP,
    WEBP
  }

  long pixels() {
    return (long) width * height;
  }
}
