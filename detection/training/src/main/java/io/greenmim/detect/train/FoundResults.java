package io.greenmim.detect.train;

import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.model.ObjectDetector;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a detector finds in images, one object at a time: an image is read when its objects are
 * asked for, so that any number of images fits in memory.
 */
public final class FoundResults implements Iterator<CocoResult> {

  private final Iterator<ListedImage> images;
  private final ObjectDetector detector;
  private final List<Category> categories;
  private final int channels;
  private final Observer observer;
  private final ImageDecoder decoder;
  private final Deque<CocoResult> ready = new ArrayDeque<>();

  /** Is told of every image. */
  public interface Observer {

    /**
     * Takes what was found in an image.
     *
     * @param image the image
     * @param pixels its pixels
     * @param found its objects, best first
     * @throws IOException if something cannot be written
     */
    void found(ListedImage image, PixelImage pixels, Instances found) throws IOException;

    /**
     * Takes note of an image that cannot be read.
     *
     * @param image the image
     * @param reason what is wrong with it
     * @throws IOException to end the work
     */
    void unreadable(ListedImage image, UnreadableImageException reason) throws IOException;
  }

  /**
   * Prepares the work; nothing is read yet.
   *
   * @param images the images
   * @param detector looks at them
   * @param config tells what it detects, and the channels of its images
   * @param limits how large images may be
   * @param observer is told of every image
   */
  public FoundResults(
      List<ListedImage> images,
      ObjectDetector detector,
      DetectorConfig config,
      ImageLimits limits,
      Observer observer) {
    this.images = images.iterator();
    this.detector = detector;
    categories = config.categories();
    channels = config.encoder().inChannels();
    decoder = new ImageDecoder(limits);
    this.observer = observer;
  }

  /**
   * Looks at images until there is an object or no image is left.
   *
   * @throws UncheckedIOException if the observer cannot go on
   */
  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && images.hasNext()) {
      try {
        look(images.next());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return !ready.isEmpty();
  }

  private void look(ListedImage image) throws IOException {
    Interruption.checkIo();
    PixelImage pixels;
    try {
      pixels = image.read(decoder, channels);
    } catch (UnreadableImageException e) {
      observer.unreadable(image, e);
      return;
    }
    Instances found = detector.detect(pixels, image.name());
    ready.addAll(found.results(image.id(), categories));
    observer.found(image, pixels, found);
  }

  @Override
  public CocoResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no object is left");
    }
    return ready.remove();
  }
}
