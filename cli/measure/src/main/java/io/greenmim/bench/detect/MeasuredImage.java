package io.greenmim.bench.detect;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.detect.boxes.PixelSize;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The size of the image that is measured.
 *
 * @param height height in pixels, at least 32
 * @param width width in pixels, at least 32
 */
public record MeasuredImage(int height, int width) {

  /** Stride of the encoders that are measured. */
  private static final int DIVISOR = 32;

  private static final Pattern FORM = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

  /**
   * Checks the sides.
   *
   * @throws IllegalArgumentException if one is too short
   */
  public MeasuredImage {
    Checks.that(
        Math.min(height, width) >= DIVISOR,
        "imageSize: expected at least %d pixels a side, got %dx%d",
        DIVISOR,
        height,
        width);
  }

  /**
   * Reads an option.
   *
   * @param text height and width, such as {@code 800x1333}
   * @return the size
   * @throws IllegalArgumentException if the text is no size
   */
  public static MeasuredImage parse(String text) {
    Matcher matcher = FORM.matcher(text);
    Checks.that(
        matcher.matches(), "imageSize: expected HEIGHTxWIDTH such as 800x1333, got %s", text);
    return new MeasuredImage(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** The image without padding. */
  PixelSize pixels() {
    return new PixelSize(height, width);
  }

  /** The image as the network gets it, padded. */
  PixelSize padded() {
    return new PixelSize(height, width).roundedUp(DIVISOR);
  }

  /** Sizes of an encoder's maps, finest first; the levels of the pyramid but the last are alike. */
  List<PixelSize> maps(EncoderConfig encoder) {
    PixelSize size = padded();
    return IntStream.range(0, encoder.stages())
        .map(encoder::stride)
        .mapToObj(stride -> new PixelSize(size.height() / stride, size.width() / stride))
        .toList();
  }

  /** Returns the size as users write it. */
  @Override
  public String toString() {
    return height + "x" + width;
  }
}
