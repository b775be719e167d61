package io.greenmim.detect.train;

import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.model.ObjectDetector;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.EngineThreads;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.predict.OrderedWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;

/**
 * What a detector finds in images, one object at a time, in the order of the images: a few images
 * are read before their objects are asked for, so that any number of images fits in memory.
 */
public final class FoundResults implements Iterator<CocoResult>, AutoCloseable {

  private final Iterator<ListedImage> images;
  private final ObjectDetector detector;
  private final List<Category> categories;
  private final int channels;
  private final Observer observer;
  private final ImageDecoder decoder;
  private final EngineThreads share;
  private final OrderedWork<Look> looks;
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

  /** An image with what was found in it, or why it cannot be read. */
  private record Look(
      ListedImage image, PixelImage pixels, Instances found, UnreadableImageException unreadable) {}

  /**
   * Prepares the work; nothing is read yet.
   *
   * @param images the images
   * @param detector looks at them, at several at the same time
   * @param atOnce at how many, at least 1; a single one is looked at by the thread that asks
   * @param config tells what it detects, and the channels of its images
   * @param limits how large images may be
   * @param observer is told of every image, by the thread that asks
   */
  public FoundResults(
      List<ListedImage> images,
      ObjectDetector detector,
      int atOnce,
      DetectorConfig config,
      ImageLimits limits,
      Observer observer) {
    this.images = images.iterator();
    this.detector = detector;
    categories = config.categories();
    channels = config.encoder().inChannels();
    decoder = new ImageDecoder(limits);
    this.observer = observer;
    share = EngineThreads.divide(atOnce);
    looks = OrderedWork.of(atOnce);
  }

  /**
   * Looks at images until there is an object or no image is left.
   *
   * @throws UncheckedIOException if the observer cannot go on
   */
  @Override
  public boolean hasNext() {
    try {
      while (ready.isEmpty() && (images.hasNext() || !looks.isEmpty())) {
        Interruption.checkIo();
        while (images.hasNext() && !looks.isFull()) {
          ListedImage image = images.next();
          looks.give(() -> look(image));
        }
        tell(take());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !ready.isEmpty();
  }

  private Look take() throws IOException {
    try {
      return looks.take();
    } catch (InterruptedException e) {
      throw Interruption.ofIo(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Look look(ListedImage image) throws IOException {
    try {
      PixelImage pixels = image.read(decoder, channels);
      return new Look(image, pixels, detector.detect(pixels, image.name()), null);
    } catch (UnreadableImageException e) {
      return new Look(image, null, null, e);
    }
  }

  private void tell(Look look) throws IOException {
    if (look.unreadable() != null) {
      observer.unreadable(look.image(), look.unreadable());
      return;
    }
    ready.addAll(look.found().results(look.image().id(), categories));
    observer.found(look.image(), look.pixels(), look.found());
  }

  @Override
  public CocoResult next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no object is left");
    }
    return ready.remove();
  }

  /** Waits until no image is looked at any more. */
  @Override
  public void close() {
    looks.close();
    share.close();
  }
}
