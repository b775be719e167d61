package io.greenmim.image;

import java.util.Arrays;
import java.util.Objects;

/**
 * Resizes images with antialiasing, byte for byte as Pillow's {@code Image.resize} does it for
 * 8-bit images.
 *
 * <p>Images of 16 bits are resized by the same sums in 64-bit numbers.
 *
 * <p>The kernel is separable and applied along rows, then along columns. Shrinking widens the
 * kernel by the scale; the weights of an output pixel are cut at the image's border and normalised
 * to one; they are fixed-point numbers of 22 fraction bits, and every pass rounds to nearest and
 * clips to 0..255 (of 16 bits 0..65535). Pillow keeps the borders of a source box as 32-bit floats,
 * this class as doubles: the two agree for borders that a float represents, among them all whole
 * pixels. (Pillow 12 filters columns first when an image is over 100 times as high as wide; earlier
 * versions and this class never do.)
 *
 * <p>Any number of threads may share a resampler. Scratch memory is kept per thread; it holds as
 * many rows as the vertical kernel spans, whatever the height of the image.
 */
public final class Resampler {

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final ResampleFilter filter;

  /**
   * Makes a resampler.
   *
   * @param filter the interpolation kernel
   */
  public Resampler(ResampleFilter filter) {
    this.filter = Objects.requireNonNull(filter, "filter");
  }

  /**
   * Resizes a whole image.
   *
   * @param image the image
   * @param width columns of the result, at least 1
   * @param height rows of the result, at least 1
   * @return a new image; pixels equal the source's when the size does
   * @throws IllegalArgumentException if a side is below 1
   */
  public PixelImage resize(PixelImage image, int width, int height) {
    return resizeCrop(image, CropBox.whole(image), width, height);
  }

  /**
   * Resizes part of an image as Pillow's {@code box} argument does: the kernel reaches over the
   * box's border into the rest of the image.
   *
   * @param image the image
   * @param box the part, in the image's coordinates
   * @param width columns of the result, at least 1
   * @param height rows of the result, at least 1
   * @return a new image
   * @throws IllegalArgumentException if the box is not inside the image or a side is below 1
   */
  public PixelImage resize(PixelImage image, SourceBox box, int width, int height) {
    box.requireInside(image.width(), image.height());
    requireSize(width, height);
    return resample(image, CropBox.whole(image), box, width, height);
  }

  /**
   * Cuts a rectangle out and resizes it as if it were an image of its own, as torchvision's {@code
   * resized_crop} does: nothing outside of the rectangle is read.
   *
   * @param image the image
   * @param crop the rectangle
   * @param width columns of the result, at least 1
   * @param height rows of the result, at least 1
   * @return a new image
   * @throws IllegalArgumentException if the crop is not inside the image or a side is below 1
   */
  public PixelImage resizeCrop(PixelImage image, CropBox crop, int width, int height) {
    crop.requireInside(image);
    requireSize(width, height);
    if (crop.width() == width && crop.height() == height) {
      return image.crop(crop);
    }
    SourceBox box = new SourceBox(0, 0, crop.width(), crop.height());
    return resample(image, crop, box, width, height);
  }

  private static void requireSize(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "size to resize to must be at least 1 x 1, got " + width + " x " + height);
    }
  }

  private PixelImage resample(
      PixelImage image, CropBox crop, SourceBox box, int width, int height) {
    Scratch scratch = SCRATCH.get();
    ResampleTaps columns = scratch.horizontal.taps;
    ResampleTaps rows = scratch.rows;
    columns.prepare(filter, crop.width(), box.x0(), box.x1(), width);
    rows.prepare(filter, crop.height(), box.y0(), box.y1(), height);
    return image.bits() == 8
        ? shallow(image, crop, scratch, width, height)
        : DeepResize.apply(image, crop, columns, rows, width, height);
  }

  private static PixelImage shallow(
      PixelImage image, CropBox crop, Scratch scratch, int width, int height) {
    HorizontalPass horizontal = scratch.horizontal;
    ResampleTaps rows = scratch.rows;
    int channels = image.channels();
    int rowLength = Math.multiplyExact(width, channels);
    byte[] out = new byte[Math.multiplyExact(rowLength, height)];
    horizontal.reserve(crop.width(), width, channels, rows.stride);
    int stride = image.width() * channels;
    int start = crop.y() * stride + crop.x() * channels;
    HorizontalPass.View view = new HorizontalPass.View(image.bytes(), start, stride, crop.width());
    int end = rows.first[height - 1] + rows.count[height - 1];
    int filtered = rows.first[0];
    int[] sums = scratch.sums(rowLength);
    for (int y = 0; y < height; y++) {
      while (filtered < rows.first[y] + rows.count[y]) {
        filtered = horizontal.filterBlock(view, filtered, end);
      }
      sumRows(horizontal, rows, y, sums, rowLength);
      for (int i = 0; i < rowLength; i++) {
        out[y * rowLength + i] = (byte) ResampleTaps.clip(sums[i]);
      }
    }
    return PixelImage.of(width, height, channels, out);
  }

  /** Vertical pass of one output row: leaves the unclipped fixed-point sums. */
  private static void sumRows(
      HorizontalPass horizontal, ResampleTaps taps, int y, int[] sums, int rowLength) {
    Arrays.fill(sums, 0, rowLength, ResampleTaps.HALF);
    int first = taps.first[y];
    int count = taps.count[y];
    int w = y * taps.stride;
    int t = 0;
    for (; t + 1 < count; t += 2) {
      ResampleTaps.addTwo(
          sums,
          rowLength,
          horizontal.row(first + t),
          taps.weights[w + t],
          horizontal.row(first + t + 1),
          taps.weights[w + t + 1]);
    }
    if (t < count) {
      ResampleTaps.addOne(sums, rowLength, horizontal.row(first + t), taps.weights[w + t]);
    }
  }

  /** One thread's working memory. */
  private static final class Scratch {

    final HorizontalPass horizontal = new HorizontalPass();
    final ResampleTaps rows = new ResampleTaps();
    private int[] sums = new int[0];

    int[] sums(int length) {
      if (sums.length < length) {
        sums = new int[length];
      }
      return sums;
    }
  }
}
