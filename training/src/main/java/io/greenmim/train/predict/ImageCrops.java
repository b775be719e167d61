package io.greenmim.train.predict;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.translate.EvalTransform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * The images of a folder, decoded and cut to a model's size by threads of its own, in the order of
 * the list. Those that cannot be read are passed over and recorded.
 */
final class ImageCrops implements AutoCloseable {

  private static final int MAX_THREADS = 16;

  private final ImageList images;
  private final EvalTransform transform;
  private final UnreadableImages unreadable = new UnreadableImages();
  private final ImageDecoder decoder;
  private final OrderedWork<Optional<Crop>> work;
  private int next;

  /**
   * An image that was read.
   *
   * @param name name of the file in the list
   * @param pixels the crop
   */
  record Crop(String name, PixelImage pixels) {}

  /**
   * Starts to read.
   *
   * @param images the images
   * @param transform cuts them to a model's size
   * @param ahead how many images may be read before they are asked for
   * @param limits how large they may be
   */
  ImageCrops(ImageList images, EvalTransform transform, int ahead, ImageLimits limits) {
    this.images = images;
    decoder = new ImageDecoder(limits);
    this.transform = transform;
    int count = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    work = new OrderedWork<>(count, ahead);
  }

  /**
   * Returns the next readable images.
   *
   * @param count how many are wanted
   * @return so many, fewer at the end, none after it
   * @throws DataException if an image has other channels than the model
   */
  List<Crop> read(int count) throws IOException, InterruptedException {
    Interruption.check();
    List<Crop> crops = new ArrayList<>();
    while (crops.size() < count) {
      while (next < images.size() && !work.isFull()) {
        int index = next++;
        work.give(() -> crop(index));
      }
      if (work.isEmpty()) {
        break;
      }
      result().ifPresent(crops::add);
    }
    return crops;
  }

  private Optional<Crop> result() throws IOException, InterruptedException {
    try {
      return work.take();
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading an image failed: " + e.getCause(), e.getCause());
    }
  }

  private Optional<Crop> crop(int index) throws IOException {
    String name = images.files().get(index).name();
    try {
      PixelImage image =
          decoder.decode(
              images.path(index), transform.preprocessing().channels(), Integer.MAX_VALUE);
      return Optional.of(new Crop(name, transform.apply(image)));
    } catch (UnreadableImageException e) {
      unreadable.add(name, e.reason());
    } catch (IllegalArgumentException e) {
      unreadable.add(name, e.getMessage());
    }
    return Optional.empty();
  }

  /** Returns the images that could not be read so far. */
  UnreadableImages unreadable() {
    return unreadable;
  }

  /** Stops the threads, and waits until none is in the decoder. */
  @Override
  public void close() {
    work.close();
  }
}
