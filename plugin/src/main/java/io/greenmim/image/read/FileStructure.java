package io.greenmim.image.read;

/** The parts of a file of one format, as far as they tell of the image and of its end. */
interface FileStructure {

  /** Reads size, orientation and coding; sizes are not checked. */
  ImageInfo info() throws MalformedImageException;

  /** Fails if the file is shorter than its own headers say, or a checksum is wrong. */
  void requireWhole() throws MalformedImageException;

  /** The structure of a file's bytes. */
  static FileStructure of(byte[] file) throws MalformedImageException {
    ImageFormat format =
        ImageFormat.of(file)
            .orElseThrow(
                () ->
                    new MalformedImageException(
                        file.length == 0
                            ? "the file is empty"
                            : "not a %s file".formatted(ImageFormat.NAMES)));
    return switch (format) {
      case JPEG -> new JpegStructure(file);
      case PNG -> new PngStructure(file);
      case BMP -> new BmpStructure(file);
      case WEBP -> new WebpStructure(file);
      case TIFF -> new TiffStructure(file);
    };
  }
}
