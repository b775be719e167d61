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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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
  private final ExecutorService threads;
  private final Deque<Future<Optional<Crop>>> pending = new ArrayDeque<>();
  private final int ahead;
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
    this.ahead = ahead;
    decoder = new ImageDecoder(limits);
    this.transform = transform;
    int count = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    threads = Executors.newFixedThreadPool(count);
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
      while (next < images.size() && pending.size() < ahead) {
        int index = next++;
        pending.add(threads.submit(() -> crop(index)));
      }
      if (pending.isEmpty()) {
        break;
      }
      result(pending.remove()).ifPresent(crops::add);
    }
    return crops;
  }

  private static Optional<Crop> result(Future<Optional<Crop>> future)
      throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      if (e.getCause() instanceof DataException cause) {
        throw new DataException(cause.getMessage(), cause);
      }
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
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
