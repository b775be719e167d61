package io.greenmim.detect.coco;

import io.greenmim.image.read.ImageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the sizes of image files from their headers, without decoding pixels: of most files, no
 * more than their beginning.
 *
 * <p>The size is that of the upright picture, as decoders deliver it: a photograph that its EXIF
 * data turn by a quarter has its sides exchanged. Thread-safe.
 */
public final class ImageHeaders implements ImageSizes {

  private final ImageFolder folder;

  /**
   * Makes a reader.
   *
   * @param folder folder that the names of the files are relative to
   */
  public ImageHeaders(Path folder) {
    this.folder = new ImageFolder(folder);
  }

  @Override
  public Optional<ImageSize> of(CocoImage image) throws IOException {
    return read(image).map(info -> new ImageSize(info.width(), info.height()));
  }

  @Override
  public Optional<ImageSize> stored(CocoImage image) throws IOException {
    return read(image).map(info -> new ImageSize(info.storedWidth(), info.storedHeight()));
  }

  @Override
  public String missing(CocoImage image) {
    return folder.missing(image);
  }

  private Optional<ImageInfo> read(CocoImage image) throws IOException {
    if (!folder.has(image)) {
      return Optional.empty();
    }
    ImageInfo info = ImageInfo.of(folder.file(image).orElseThrow());
    if (info.width() < 1 || info.height() < 1) {
      throw new IOException("an image of %s x %s pixels".formatted(info.width(), info.height()));
    }
    return Optional.of(info);
  }
}
