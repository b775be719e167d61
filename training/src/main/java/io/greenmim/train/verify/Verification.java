package io.greenmim.train.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

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
   * Repeats a file.
   *
   * @param file the file
   * @return a failure for each missing or unexpected key, then a comparison of each key that the
   *     file and the results share
   * @throws IOException if the kind of the file is unknown or a parameter or input does not fit
   */
  public List<Comparison> run(ReferenceFile file) throws IOException {
    ReferenceKind kind = kind(file);
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> results = kind.compute(manager, file, precision);
      List<Comparison> comparisons =
          new ArrayList<>(keyDifferences(file, results.keySet(), kind.optional()));
      comparisons.addAll(compare(file, results));
      return comparisons;
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

  private static List<Comparison> keyDifferences(
      ReferenceFile file, Set<String> computed, Set<String> optional) {
    Set<String> recorded = new TreeSet<>(file.keys("out."));
    recorded.addAll(file.keys("grad."));
    List<Comparison> differences = new ArrayList<>();
    for (String key : computed) {
      if (!file.has(key) && !optional.contains(key)) {
        differences.add(Comparison.failure(key, "missing in the file"));
      }
    }
    for (String key : recorded) {
      if (!computed.contains(key)) {
        differences.add(Comparison.failure(key, "unexpected in the file"));
      }
    }
    return differences;
  }

  private List<Comparison> compare(ReferenceFile file, Map<String, NDArray> results)
      throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    for (Map.Entry<String, NDArray> result : results.entrySet()) {
      if (file.has(result.getKey())) {
        comparisons.add(
            Comparison.of(
                result.getKey(),
                file.tensors().tensor(result.getKey()),
                result.getValue(),
                Tolerance.of(precision)));
      }
    }
    return comparisons;
  }
}
