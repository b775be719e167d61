package io.greenmim.train.verify;

import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Repeats reference files and compares every result. */
public final class Verification {

  private final List<ReferenceKind> kinds;
  private final Precision precision;

  /**
   * Knows given kinds of files.
   *
   * @param kinds the kinds
   * @param precision numbers of the forward and backward passes
   */
  public Verification(List<ReferenceKind> kinds, Precision precision) {
    this.kinds = List.copyOf(kinds);
    this.precision = precision;
  }

  /**
   * Knows the kinds of this module and those of every module on the class path.
   *
   * @param precision numbers of the forward and backward passes
   * @return a verification of all kinds
   */
  public static Verification ofAll(Precision precision) {
    List<ReferenceKind> kinds =
        new ArrayList<>(
            List.of(new GreenReference(), new SimMimReference(), new ClassifierReference()));
    ServiceLoader.load(ReferenceKind.class).forEach(kinds::add);
    return new Verification(kinds, precision);
  }

  /**
   * Tells whether any kind can repeat a file.
   *
   * @param file any reference file
   * @return whether {@link #run} knows its kind
   */
  public boolean recognises(ReferenceFile file) {
    return kinds.stream().anyMatch(kind -> kind.recognises(file));
  }

  /**
   * Repeats a file.
   *
   * @param file the file
   * @return a comparison of each recorded value, and a failure for each missing or unexpected key
   * @throws IOException if the kind of the file is unknown or a parameter or input does not fit
   */
  public List<Comparison> run(ReferenceFile file) throws IOException {
    ReferenceKind kind = kind(file);
    try {
      return kind.repeat(file, precision);
    } catch (IllegalArgumentException e) {
      throw new IOException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private ReferenceKind kind(ReferenceFile file) throws IOException {
    for (ReferenceKind kind : kinds) {
      if (kind.recognises(file)) {
        return kind;
      }
    }
    throw new IOException(
        "%s: the family %s with the method %s is unknown"
            .formatted(file.path(), file.config().text("family"), file.config().text("method")));
  }
}
