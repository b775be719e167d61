package io.greenmim.translate;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import io.greenmim.image.Orientation;
import io.greenmim.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The orientation in a photograph's EXIF data. */
final class ExifOrientation {

  private ExifOrientation() {}

  /** Turns a decoded picture upright, as the bytes of its file tell. */
  static RgbImage upright(RgbImage decoded, byte[] file) throws IOException {
    return read(file).upright(decoded);
  }

  private static Orientation read(byte[] file) throws IOException {
    try {
      Metadata metadata =
          ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length);
      for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
        Integer number = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        if (number != null) {
          return Orientation.of(number);
        }
      }
      return Orientation.TOP_LEFT;
    } catch (ImageProcessingException e) {
      // The picture was decoded; a format without metadata has no orientation.
      return Orientation.TOP_LEFT;
    }
  }
}
