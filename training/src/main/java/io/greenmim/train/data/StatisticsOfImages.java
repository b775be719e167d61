package io.greenmim.train.data;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageInfo;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.image.read.MalformedImageException;
import io.greenmim.train.config.ChannelStatistics;
import io.greenmim.train.config.Interruption;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Mean and deviation of the channels of a folder of images. Sums are whole numbers, so that neither
 * the order of the files nor the number of threads changes a bit.
 *
 * @param statistics the numbers
 * @param unreadable files that were skipped
 */
public record StatisticsOfImages(ChannelStatistics statistics, UnreadableImages unreadable) {

  /** A sample of 8 bits as one of 16. */
  private static final int TWICE = 257;

  private static final int MOST = 0xffff;
  private static final int AHEAD = 4;

  /** Sums over the samples of each channel of an image, and over their squares. */
  private record Sums(int bits, long pixels, long[] samples, long[] squares) {

    static Sums of(PixelImage image) {
      int channels = image.channels();
      long[] samples = new long[channels];
      long[] squares = new long[channels];
      boolean deep = image.bits() == 16;
      int length = image.width() * image.height() * channels;
      for (int i = 0; i < length; i += channels) {
        for (int c = 0; c < channels; c++) {
          long sample = deep ? image.shorts()[i + c] & MOST : (image.bytes()[i + c] & 0xff) * TWICE;
          samples[c] += sample;
          squares[c] += sample * sample; // 32 bits each, and an array has fewer than 2^31 samples
        }
      }
      return new Sums(image.bits(), (long) image.width() * image.height(), samples, squares);
    }
  }

  /**
   * Looks at all images of a folder.
   *
   * @param folder the folder, walked recursively
   * @param channels channels that the images must have, as a model of so many sees them; null for
   *     those of the files, which must agree
   * @param limits how large images may be
   * @param listener takes a line for what is passed over
   * @return the statistics
   * @throws DataException if there is no image, none can be read, or one has another number of
   *     channels
   * @throws IOException if the thread is interrupted while it reads
   * @throws InterruptedException if the thread is interrupted
   */
  public static StatisticsOfImages of(
      Path folder, Integer channels, ImageLimits limits, Consumer<String> listener)
      throws IOException, InterruptedException {
    ImageList images = ImageFolderScanner.scan(folder);
    images.passedOver().lines(folder).forEach(listener);
    UnreadableImages unreadable = new UnreadableImages();
    int count = channels == null ? common(images) : channels;
    ImageDecoder decoder = new ImageDecoder(limits);
    Total total = new Total(count);
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Deque<Future<Optional<Sums>>> pending = new ArrayDeque<>();
      for (int i = 0; i < images.size() || !pending.isEmpty(); i++) {
        Interruption.check();
        if (i < images.size()) {
          int index = i;
          pending.add(executor.submit(() -> sums(images, index, count, decoder, unreadable)));
        }
        if (pending.size() > AHEAD * threads || i >= images.size()) {
          result(pending.remove()).ifPresent(total::add);
        }
      }
    } finally {
      executor.shutdownNow();
    }
    if (total.images == 0) {
      throw unreadable.nothingReadable(
          images.size(), "under " + folder, images.files().get(0).name());
    }
    return new StatisticsOfImages(total.statistics(), unreadable);
  }

  /** The channels of all files, by their headers. */
  private static int common(ImageList images) throws IOException, InterruptedException {
    int channels = 0;
    String first = "";
    for (int i = 0; i < images.size(); i++) {
      Interruption.check();
      try {
        int found = ImageInfo.of(images.path(i)).coding().channels();
        if (channels != 0 && found != channels) {
          throw new DataException(
              ("%s: expected an image of %s as %s, found %s; setting 'channels' 3 takes grey and"
                      + " alpha as colours")
                  .formatted(images.path(i), PixelImage.count(channels), first, found));
        }
        channels = found;
        first = images.files().get(i).name();
      } catch (MalformedImageException e) {
        // It is told when it is read.
      }
    }
    return channels == 0 ? PixelImage.COLOURS : channels;
  }

  private static Optional<Sums> sums(
      ImageList images, int index, int channels, ImageDecoder decoder, UnreadableImages unreadable)
      throws IOException {
    try {
      Path file = images.path(index);
      return Optional.of(Sums.of(decoder.decode(file, channels, Integer.MAX_VALUE)));
    } catch (UnreadableImageException e) {
      unreadable.add(images.files().get(index).name(), e.reason());
      return Optional.empty();
    }
  }

  private static Optional<Sums> result(Future<Optional<Sums>> future)
      throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataException cause) {
        throw new DataException(cause.getMessage(), cause);
      }
      throw new IOException("reading an image failed: " + e.getCause(), e.getCause());
    }
  }

  /** Sums over all images. */
  private static final class Total {

    private final BigInteger[] samples;
    private final BigInteger[] squares;
    private long images;
    private long pixels;
    private int bits;

    Total(int channels) {
      samples = new BigInteger[channels];
      squares = new BigInteger[channels];
      Arrays.fill(samples, BigInteger.ZERO);
      Arrays.fill(squares, BigInteger.ZERO);
    }

    void add(Sums sums) {
      images++;
      pixels += sums.pixels();
      bits = Math.max(bits, sums.bits());
      for (int c = 0; c < samples.length; c++) {
        samples[c] = samples[c].add(BigInteger.valueOf(sums.samples()[c]));
        squares[c] = squares[c].add(BigInteger.valueOf(sums.squares()[c]));
      }
    }

    ChannelStatistics statistics() {
      BigInteger count = BigInteger.valueOf(pixels);
      BigInteger whole = count.multiply(BigInteger.valueOf(MOST));
      List<Double> mean = new ArrayList<>();
      List<Double> deviation = new ArrayList<>();
      for (int c = 0; c < samples.length; c++) {
        mean.add(ratio(samples[c], whole));
        BigInteger spread = count.multiply(squares[c]).subtract(samples[c].pow(2));
        deviation.add(Math.sqrt(ratio(spread, whole.pow(2))));
      }
      return new ChannelStatistics(samples.length, bits, images, pixels, mean, deviation);
    }

    private static double ratio(BigInteger above, BigInteger below) {
      return new BigDecimal(above)
          .divide(new BigDecimal(below), MathContext.DECIMAL64)
          .doubleValue();
    }
  }
}
