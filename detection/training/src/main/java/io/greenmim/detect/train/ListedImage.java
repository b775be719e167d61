package io.greenmim.detect.train;

import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.ImageFolder;
import io.greenmim.detect.coco.ImageSize;
import io.greenmim.image.PixelImage;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImageException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An image that a detector is to look at.
 *
 * @param id its number in result files
 * @param name path of the file below the folder of images
 * @param file the file
 * @param declared its size as annotations tell it, if they do
 */
public record ListedImage(long id, String name, Path file, Optional<ImageSize> declared) {

  /**
   * Lists the images of a folder; their numbers are their places, from 1.
   *
   * @param images the images
   * @return the images in the same order
   */
  public static List<ListedImage> of(ImageList images) {
    List<ListedImage> listed = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      listed.add(
          new ListedImage(i + 1L, images.files().get(i).name(), images.path(i), Optional.empty()));
    }
    return listed;
  }

  /**
   * Lists the images of an annotation file, with their numbers there.
   *
   * @param dataset the annotations
   * @param folder folder of the images
   * @return the images by number, but for those whose name no file can have
   */
  public static List<ListedImage> of(CocoDataset dataset, ImageFolder folder) {
    List<ListedImage> listed = new ArrayList<>();
    for (CocoImage image : dataset.images()) {
      Optional<ImageSize> size =
          image.width() > 0 && image.height() > 0
              ? Optional.of(new ImageSize(image.width(), image.height()))
              : Optional.empty();
      folder
          .file(image)
          .ifPresent(file -> listed.add(new ListedImage(image.id(), image.fileName(), file, size)));
    }
    return listed;
  }

  /**
   * Reads the image as large as the file has it.
   *
   * @param decoder reads the file
   * @param channels channels of the model that looks at it
   * @return the image, upright
   * @throws UnreadableImageException if the file is no whole image or has not the declared size
   * @throws ClosedByInterruptException if the thread was interrupted while it read
   */
  public PixelImage read(ImageDecoder decoder, int channels)
      throws UnreadableImageException, ClosedByInterruptException {
    PixelImage image = decoder.decode(file, channels, Integer.MAX_VALUE);
    ImageSize size = new ImageSize(image.width(), image.height());
    if (declared.isPresent() && !declared.get().equals(size)) {
      throw new UnreadableImageException(
          file,
          "expected %s pixels, as the annotations say, got %s".formatted(declared.get(), size));
    }
    return image;
  }
}
