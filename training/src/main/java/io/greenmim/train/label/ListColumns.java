package io.greenmim.train.label;

import java.util.List;

/**
 * What a list says of each file.
 *
 * @param what what they are, in plural, for messages
 * @param names what the column or key may be called, in lower case
 * @param expected what a list must have, for messages
 */
public record ListColumns(String what, List<String> names, String expected) {

  /** The class of an image. */
  static final ListColumns CLASSES =
      new ListColumns(
          "labels",
          List.of("label", "class", "class_name", "category"),
          "file (or image, path) and label (or class)");

  /** Keeps a copy. */
  public ListColumns {
    names = List.copyOf(names);
  }
}
