package io.greenmim.detect.coco;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.png.PngDirectory;
import com.drew.metadata.webp.WebpDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the sizes of image files from their headers, without decoding pixels: of a JPEG file, no
 * more than what stands before its scan.
 *
 * <p>The size is that of the upright picture, as decoders deliver it: a photograph that its EXIF
 * data turn by a quarter has its sides exchanged. Stateless; thread-safe.
 */
public final class ImageHeaders implements ImageSizes {

  private static final int FIRST_TURNED = 5;
  private static final int LAST_TURNED = 8;

  private final ImageFolder folder;

  /**
   * Makes a reader.
   *
   * @param folder folder that the names of the files are relative to
   */
  public ImageHeaders(Path folder) {
    this.folder = new ImageFolder(folder);
  }

  /**
   * What a header tells.
   *
   * @param upright size of the picture turned upright
   * @param stored its size as the file stores it
   */
  private record Header(ImageSize upright, ImageSize stored) {}

  @Override
  public Optional<ImageSize> of(CocoImage image) throws IOException {
    return read(image).map(Header::upright);
  }

  @Override
  public Optional<ImageSize> stored(CocoImage image) throws IOException {
    return read(image).map(Header::stored);
  }

  @Override
  public String missing(CocoImage image) {
    return folder.missing(image);
  }

  private Optional<Header> read(CocoImage image) throws IOException {
    if (!folder.has(image)) {
      return Optional.empty();
    }
    Path file = folder.file(image).orElseThrow();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      FileType type = FileTypeDetector.detectFileType(in);
      Metadata metadata = ImageMetadataReader.readMetadata(in, Files.size(file), type);
      ImageSize stored = stored(metadata, type);
      boolean turned = type == FileType.Jpeg && isTurned(metadata);
      return Optional.of(new Header(turned ? stored.turned() : stored, stored));
    } catch (ImageProcessingException e) {
      throw new IOException("not a whole JPEG, PNG, BMP or WebP file: " + e.getMessage(), e);
    }
  }

  private static ImageSize stored(Metadata metadata, FileType type) throws IOException {
    Optional<ImageSize> size =
        switch (type) {
          case Jpeg ->
              size(
                  metadata,
                  JpegDirectory.class,
                  JpegDirectory.TAG_IMAGE_WIDTH,
                  JpegDirectory.TAG_IMAGE_HEIGHT);
          case Png ->
              size(
                  metadata,
                  PngDirectory.class,
                  PngDirectory.TAG_IMAGE_WIDTH,
                  PngDirectory.TAG_IMAGE_HEIGHT);
          case Bmp ->
              size(
                  metadata,
                  BmpHeaderDirectory.class,
                  BmpHeaderDirectory.TAG_IMAGE_WIDTH,
                  BmpHeaderDirectory.TAG_IMAGE_HEIGHT);
          case WebP ->
              size(
                  metadata,
                  WebpDirectory.class,
                  WebpDirectory.TAG_IMAGE_WIDTH,
                  WebpDirectory.TAG_IMAGE_HEIGHT);
          default -> Optional.empty();
        };
    return size.orElseThrow(
        () -> new IOException("not a whole JPEG, PNG, BMP or WebP file: no size in its header"));
  }

  private static Optional<ImageSize> size(
      Metadata metadata, Class<? extends Directory> type, int widthTag, int heightTag) {
    for (Directory directory : metadata.getDirectoriesOfType(type)) {
      Integer width = directory.getInteger(widthTag);
      Integer height = directory.getInteger(heightTag);
      if (width != null && height != null) {
        // A BMP file says by a negative height that its top row comes first.
        return Optional.of(new ImageSize(width, Math.abs(height)));
      }
    }
    return Optional.empty();
  }

  private static boolean isTurned(Metadata metadata) {
    for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      Integer orientation = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      if (orientation != null) {
        return orientation >= FIRST_TURNED && orientation <= LAST_TURNED;
      }
    }
    return false;
  }
}
