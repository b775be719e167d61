package io.greenmim.cli.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a checkpoint holds.
 *
 * @param known whether its layout is known; the tensors of others are listed
 * @param lines what is known of it by label, in the order in which it is printed
 */
record Inspection(boolean known, Map<String, String> lines) {

  /** Copies the lines. */
  public Inspection {
    lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
  }
}
