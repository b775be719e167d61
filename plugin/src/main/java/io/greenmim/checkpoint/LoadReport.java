package io.greenmim.checkpoint;

import io.greenmim.tensors.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What did not fit when a checkpoint was read. Derived buffers, such as indices and masks of the
 * windows, are in none of the lists: they are computed anew.
 *
 * @param missing names of ours that the checkpoint has no tensor for
 * @param unexpected names of the checkpoint that the model has no use for
 * @param resized names of ours whose table was resized to another window
 * @param notLoaded names of the checkpoint that belong to other parts, such as a detector's neck
 *     and heads; never an error
 */
public record LoadReport(
    List<String> missing, List<String> unexpected, List<String> resized, List<String> notLoaded) {

  private static final int SHOWN = 8;

  /** Copies the lists. */
  public LoadReport {
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    resized = List.copyOf(resized);
    notLoaded = List.copyOf(notLoaded);
  }

  /**
   * Tells whether a strict import accepts it.
   *
   * @return true if nothing is missing, unexpected or resized
   */
  public boolean clean() {
    return missing.isEmpty() && unexpected.isEmpty() && resized.isEmpty();
  }

  /**
   * Describes it in one line.
   *
   * @return such as {@code missing none; unexpected 2: head.weight, head.bias; resized none}
   */
  public String summary() {
    List<String> parts = new ArrayList<>();
    parts.add("missing " + some(missing));
    parts.add("unexpected " + some(unexpected));
    parts.add("resized " + some(resized));
    if (!notLoaded.isEmpty()) {
      parts.add("not loaded " + some(notLoaded));
    }
    return String.join("; ", parts);
  }

  /**
   * Describes a list of names.
   *
   * @param names the names
   * @return {@code none}, or their number and the first of them
   */
  public static String some(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String shown = names.stream().limit(SHOWN).map(Printable::of).collect(Collectors.joining(", "));
    String rest = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    return names.size() + ": " + shown + rest;
  }
}
