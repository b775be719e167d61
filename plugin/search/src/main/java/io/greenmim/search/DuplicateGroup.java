package io.greenmim.search;

import java.util.List;

/**
 * Images that are alike.
 *
 * @param names two and more, in their order
 * @param cosine the least cosine of the angles that made them a group
 * @param sameBytes whether all have the same bytes
 */
public record DuplicateGroup(List<String> names, double cosine, boolean sameBytes) {

  /** Copies the list. */
  public DuplicateGroup {
    names = List.copyOf(names);
  }
}
