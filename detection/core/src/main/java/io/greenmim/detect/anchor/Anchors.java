package io.greenmim.detect.anchor;

import io.greenmim.detect.boxes.Boxes;
import java.util.List;

/**
 * Anchors of one image.
 *
 * @param levels anchors of each level, finest level first; in a level row by row of its cells, cell
 *     by cell, then by aspect ratio
 * @param all the anchors of all levels, level by level
 */
public record Anchors(List<Boxes> levels, Boxes all) {

  /** Keeps a copy. */
  public Anchors {
    levels = List.copyOf(levels);
  }

  /**
   * Makes anchors.
   *
   * @param levels anchors of each level, finest level first
   * @return the anchors
   */
  static Anchors of(List<Boxes> levels) {
    return new Anchors(levels, Boxes.concat(levels));
  }
}
