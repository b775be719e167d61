package io.greenmim.verify;

import ai.djl.engine.EngineException;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Repeats reference files and compares every result. */
public final class Verification {

  private static final String FAMILY = "family";
  private static final int LONGEST_LIST = 120;

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
   * Knows the kinds of this package and others.
   *
   * @param others kinds of other packages
   * @param precision numbers of the forward and backward passes
   * @return a verification of all these kinds
   */
  public static Verification with(List<ReferenceKind> others, Precision precision) {
    List<ReferenceKind> kinds =
        new ArrayList<>(
            List.of(
                new GreenReference(),
                new SimMimReference(),
                new FcmaeReference(),
                new ClassifierReference(),
                new GroupingReference(),
                new SparseReference(),
                new FeatureReference(),
                new OptimiserReference(),
                new MixingReference(),
                new RandAugmentReference(),
                new LayerDecayReference()));
    kinds.addAll(others);
    return new Verification(kinds, precision);
  }

  /**
   * Repeats a file.
   *
   * @param file the file
   * @return a comparison of each recorded value, and a failure for each missing or unexpected key;
   *     at least one
   * @throws IOException if the kind of the file is unknown, a parameter or input does not fit, a
   *     value is not what its kind has there, or nothing is recorded
   */
  public List<Comparison> run(ReferenceFile file) throws IOException {
    List<Comparison> comparisons;
    try {
      comparisons = kind(file).repeat(file, precision);
    } catch (IllegalArgumentException | EngineException e) {
      throw new IOException(file.path() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Whatever a value of another type does to the reader of a kind: the file is named.
      throw new IOException(
          "%s: expected what files of its kind hold, got values that make %s"
              .formatted(file.path(), e),
          e);
    }
    if (comparisons.isEmpty()) {
      throw new IOException(file.path() + ": expected recorded values, found none to compare");
    }
    return comparisons;
  }

  private ReferenceKind kind(ReferenceFile file) throws IOException {
    for (ReferenceKind kind : kinds) {
      if (kind.recognises(file)) {
        return kind;
      }
    }
    if (!file.config().has(FAMILY)) {
      throw new IOException(
          "%s: expected a reference file of a known kind, got one with %s"
              .formatted(file.path(), Printable.of("the keys " + keys(file), LONGEST_LIST)));
    }
    throw new IOException(
        "%s: the family %s with the method %s is unknown"
            .formatted(file.path(), file.config().text(FAMILY), file.config().text("method")));
  }

  private static String keys(ReferenceFile file) {
    return String.join(", ", file.config().values().keySet());
  }
}
