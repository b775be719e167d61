package io.greenmim.image;

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

  /**
   * Cuts a rectangle out, resizes it as {@link #resizeCrop} does, and returns its planes.
   *
   * @param image the image
   * @param crop the rectangle
   * @param width columns of the result, at least 1
   * @param height rows of the result, at least 1
   * @param mirrored whether left and right change places
   * @return the planes, as {@link PixelPlanes#of} makes them of the resized image
   * @throws IllegalArgumentException if the crop is not inside the image or a side is below 1
   */
  public byte[] planesOfCrop(
      PixelImage image, CropBox crop, int width, int height, boolean mirrored) {
    boolean same = crop.width() == width && crop.height() == height;
    if (same || image.bits() != 8) {
      return PixelPlanes.of(resizeCrop(image, crop, width, height), mirrored);
    }
    crop.requireInside(image);
    requireSize(width, height);
    Scratch scratch = SCRATCH.get();
    prepare(scratch, crop, new SourceBox(0, 0, crop.width(), crop.height()), width, height);
    return shallow(
        image, crop, scratch, new RowOrder(width, height, image.channels(), true, mirrored));
  }

  private PixelImage resample(
      PixelImage image, CropBox crop, SourceBox box, int width, int height) {
    Scratch scratch = SCRATCH.get();
    prepare(scratch, crop, box, width, height);
    if (image.bits() != 8) {
      return DeepResize.apply(image, crop, scratch.horizontal.taps, scratch.taps, width, height);
    }
    RowOrder order = new RowOrder(width, height, image.channels(), false, false);
    return PixelImage.of(width, height, image.channels(), shallow(image, crop, scratch, order));
  }

  private void prepare(Scratch scratch, CropBox crop, SourceBox box, int width, int height) {
    scratch.horizontal.taps.prepare(filter, crop.width(), box.x0(), box.x1(), width);
    scratch.taps.prepare(filter, crop.height(), box.y0(), box.y1(), height);
  }

  private static byte[] shallow(PixelImage image, CropBox crop, Scratch scratch, RowOrder order) {
    HorizontalPass horizontal = scratch.horizontal;
    ResampleTaps taps = scratch.taps;
    byte[] out = new byte[order.total()];
    horizontal.reserve(order, taps.stride);
    int stride = image.width() * image.channels();
    int start = crop.y() * stride + crop.x() * image.channels();
    HorizontalPass.View view = new HorizontalPass.View(image.bytes(), start, stride);
    int last = order.height() - 1;
    int end = taps.first[last] + taps.count[last];
    int filtered = taps.first[0];
    int[] row = scratch.row(order.length());
    for (int y = 0; y < order.height(); y++) {
      while (filtered < taps.first[y] + taps.count[y]) {
        filtered = horizontal.filterBlock(view, filtered, end);
      }
      scratch.sums.samples(taps, y, horizontal.rows, row, order.length());
      order.write(row, y, out);
    }
    return out;
  }

  /** One thread's working memory. */
  private static final class Scratch {

    final HorizontalPass horizontal = new HorizontalPass();

    /** Taps along columns. */
    final ResampleTaps taps = new ResampleTaps();

    final WeightedSums sums = new WeightedSums();
    private int[] row = new int[0];

    int[] row(int length) {
      if (row.length < length) {
        row = new int[length];
      }
      return row;
    }
  }
}
