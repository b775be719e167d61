package io.greenmim.search;

import java.util.List;

/**
 * What a search found.
 *
 * @param images the images, the nearest first; fewer than wanted if there are not as many
 * @param visited how many vectors were compared with the one that was asked for
 */
public record Found(List<Hit> images, long visited) {

  /** Copies the list. */
  public Found {
    images = List.copyOf(images);
  }

  /**
   * An image that was found.
   *
   * @param name path below the folder of the images
   * @param cosine of the angle between its vector and the one that was asked for, -1 to 1
   */
  public record Hit(String name, float cosine) {}
}
