package io.greenmim.train.label;

import io.greenmim.image.PixelImage;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.Resampler;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.UnreadableImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Images that look the same when they are small. Two are the same if their shapes are, and their
 * thumbnails differ by a small part of their own contrast: a copy in another size or quality does,
 * a photograph of the same thing does not.
 */
final class SameLooks {

  /** Side of a thumbnail in pixels. */
  private static final int SIDE = 12;

  /** Decoding may reduce an image to twice that. */
  private static final int LEAST_SIDE = 2 * SIDE;

  /** Root mean square of the difference, as a part of the standard deviation. */
  private static final double MOST_DIFFERENCE = 0.08;

  /** Most of it in levels of 255. */
  private static final double MOST_LEVELS = 5;

  private static final double MOST_STRETCH = 1.03;

  private final int channels;
  private final ImageDecoder decoder;
  private final Resampler resampler = new Resampler(ResampleFilter.BILINEAR);

  SameLooks(int channels, ImageLimits limits) {
    this.channels = channels;
    decoder = new ImageDecoder(limits);
  }

  /** An image made small, with mean and variance of its samples. */
  private record Thumbnail(
      LabelledImage image, byte[] samples, double aspect, double mean, double variance) {

    static Thumbnail of(LabelledImage image, double aspect, byte[] samples) {
      double mean = 0;
      double variance = 0;
      // Of each channel by itself: a plain colour has no contrast.
      for (int channel = 0; channel < PixelImage.COLOURS; channel++) {
        double sum = 0;
        double squares = 0;
        for (int i = channel; i < samples.length; i += PixelImage.COLOURS) {
          int level = samples[i] & 0xFF;
          sum += level;
          squares += (double) level * level;
        }
        double count = (double) samples.length / PixelImage.COLOURS;
        mean += sum / samples.length;
        variance += (squares - sum * sum / count) / samples.length;
      }
      return new Thumbnail(image, samples, aspect, mean, variance);
    }

    /** Largest squared difference of the samples, summed, that another may have. */
    double room() {
      return Math.min(MOST_DIFFERENCE * MOST_DIFFERENCE * variance, MOST_LEVELS * MOST_LEVELS)
          * samples.length;
    }

    boolean isLike(Thumbnail other) {
      double stretch = aspect / other.aspect;
      if (stretch > MOST_STRETCH || stretch * MOST_STRETCH < 1) {
        return false;
      }
      double room = room();
      long difference = 0;
      for (int i = 0; i < samples.length; i++) {
        int distance = (samples[i] & 0xFF) - (other.samples[i] & 0xFF);
        difference += (long) distance * distance;
        if (difference > room) {
          return false;
        }
      }
      return true;
    }
  }

  /** Finds for each of some images one to train on that looks the same. */
  List<SharedImages.Pair> find(List<LabelledImage> train, List<LabelledImage> validation)
      throws IOException {
    List<Thumbnail> known = thumbnails(train);
    known.sort(Comparator.comparingDouble(Thumbnail::mean));
    double[] means = known.stream().mapToDouble(Thumbnail::mean).toArray();
    List<SharedImages.Pair> pairs = new ArrayList<>();
    for (Thumbnail held : thumbnails(validation)) {
      Interruption.checkIo();
      // The difference of the means is at most the root mean square of the differences.
      double reach = Math.sqrt(held.room() / held.samples.length);
      int from = place(means, held.mean - reach);
      IntStream.range(from, place(means, Math.nextUp(held.mean + reach)))
          .mapToObj(known::get)
          .filter(held::isLike)
          .findFirst()
          .ifPresent(other -> pairs.add(new SharedImages.Pair(held.image, other.image, false)));
    }
    return pairs;
  }

  /** First place of a value that is not below a limit. */
  private static int place(double[] ascending, double limit) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private List<Thumbnail> thumbnails(List<LabelledImage> images) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Thumbnail>>> pending =
          IntStream.range(0, threads)
              .mapToObj(first -> executor.submit(() -> thumbnails(images, first, threads)))
              .toList();
      List<Thumbnail> all = new ArrayList<>();
      for (Future<List<Thumbnail>> part : pending) {
        all.addAll(result(part));
      }
      all.sort(Comparator.comparing(thumbnail -> thumbnail.image.name()));
      return all;
    } finally {
      executor.shutdownNow();
    }
  }

  private List<Thumbnail> thumbnails(List<LabelledImage> images, int first, int step)
      throws IOException {
    List<Thumbnail> part = new ArrayList<>();
    for (int i = first; i < images.size(); i += step) {
      Interruption.checkIo();
      thumbnail(images.get(i)).stream().forEach(part::add);
    }
    return part;
  }

  private Optional<Thumbnail> thumbnail(LabelledImage image) throws IOException {
    try {
      PixelImage pixels = decoder.decode(image.path(), channels, LEAST_SIDE).toRgb();
      double aspect = (double) pixels.width() / pixels.height();
      byte[] samples = resampler.resize(pixels, SIDE, SIDE).bytes();
      return Optional.of(Thumbnail.of(image, aspect, samples));
    } catch (UnreadableImageException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<Thumbnail> result(Future<List<Thumbnail>> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      InterruptedIOException stopped = new InterruptedIOException("stopped");
      stopped.initCause(e);
      throw stopped;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataException cause) {
        throw new DataException(cause.getMessage(), cause);
      }
      throw new IOException("reading an image failed: " + e.getCause(), e.getCause());
    }
  }
}
