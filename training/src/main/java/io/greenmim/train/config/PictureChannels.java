package io.greenmim.train.config;

import io.greenmim.config.Checks;
import io.greenmim.image.PixelImage;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The channels of images that pictures for people show.
 *
 * @param channels channels of the images, 1 to 16
 * @param shown those that are shown, counted from 1: one as grey, or three as red, green and blue
 */
public record PictureChannels(int channels, List<Integer> shown) {

  private static final List<Integer> COLOURS = List.of(1, 2, 3);

  /**
   * Checks the choice.
   *
   * @throws IllegalArgumentException if it is neither one channel nor three, or the images have no
   *     such channel
   */
  public PictureChannels {
    shown = List.copyOf(shown);
    Checks.that(
        (shown.size() == 1 || shown.size() == PixelImage.COLOURS)
            && shown.stream().allMatch(channel -> channel >= 1 && channel <= channels),
        "pictureChannels: expected one channel or three, from 1 to %d, got %s",
        channels,
        text(shown));
  }

  /**
   * Chooses channels.
   *
   * @param chosen channels, counted from 1; null for the first three, of fewer the first one
   * @param channels channels of the images
   * @return the choice
   * @throws IllegalArgumentException if it is neither one channel nor three, or the images have no
   *     such channel
   */
  public static PictureChannels of(List<Integer> chosen, int channels) {
    List<Integer> usual = channels < PixelImage.COLOURS ? List.of(1) : COLOURS;
    return new PictureChannels(channels, chosen == null ? usual : chosen);
  }

  /**
   * Returns an image as people see it.
   *
   * @param image an image of these channels
   * @return three channels of 8 bits
   */
  public PixelImage view(PixelImage image) {
    return image.select(shown.stream().mapToInt(channel -> channel - 1).toArray()).toRgb();
  }

  /**
   * Says what pictures show, where that is not all of the images.
   *
   * @return such as {@code channels 4, 3, 2 of 8 are shown}; empty for colours and for grey images
   */
  public String note() {
    if (IntStream.rangeClosed(1, channels).boxed().toList().equals(shown)) {
      return "";
    }
    return shown.size() == 1
        ? "channel %s of %s is shown".formatted(shown.get(0), channels)
        : "channels %s of %s are shown".formatted(text(shown), channels);
  }

  private static String text(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
