package io.greenmim.train.scene;

import io.greenmim.image.PixelImage;
import java.util.List;

/**
 * A drawn scene and a sentence that tells every solid in it.
 *
 * @param image the picture
 * @param caption such as {@code a red cone with stripes before clouds, beside a wooden blue cube}
 * @param kinds what the solids are called, from left to right, such as {@code cone} and {@code
 *     cube}
 */
public record CaptionedScene(PixelImage image, String caption, List<String> kinds) {

  /** Copies the list. */
  public CaptionedScene {
    kinds = List.copyOf(kinds);
  }
}
