package io.greenmim.detect.translate;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How masks are written into the JSON of an answer. */
enum MaskForm {
  /** As DJL writes them: the probabilities of a square over the box. */
  PROBABILITIES,
  /** COCO's compressed run lengths of the whole image. */
  RLE,
  /** COCO's polygons, along the edges of the pixels. */
  POLYGONS,
  /** Not at all. */
  NONE;

  /** The form where none is asked for. */
  static final MaskForm USUAL = PROBABILITIES;

  /** Argument, and key of a request. */
  static final String NAME = "masks";

  /** Its name in lower case. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a form by its name in lower case. */
  static MaskForm of(String text) {
    Set<String> names = new TreeSet<>();
    for (MaskForm form : values()) {
      if (form.label().equals(text)) {
        return form;
      }
      names.add(form.label());
    }
    throw new IllegalArgumentException(
        "%s: expected one of %s, got %s".formatted(NAME, String.join(", ", names), text));
  }
}
