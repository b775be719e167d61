package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A kind of file that records one pass of a model: {@code out.*} what it gives, {@code grad.*} the
 * gradients of its parameters.
 */
abstract class ModelReference implements ReferenceKind {

  /**
   * Repeats what the file recorded: builds the model, loads its parameters, runs it forward and
   * backward.
   *
   * @param manager manager that owns the results
   * @param file the file
   * @param precision numbers of the forward and backward passes
   * @return results by the keys that the file has for them
   * @throws IOException if the file lacks an input or parameter
   */
  abstract Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException;

  /** Returns the keys of results that need not be recorded. */
  abstract Set<String> optional();

  @Override
  public final List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> results = compute(manager, file, precision);
      List<Comparison> comparisons =
          new ArrayList<>(keyDifferences(file, results.keySet(), optional()));
      Map<String, Comparison> compared = compare(file, results, precision);
      if (precision == Precision.BF16 && !compared.values().stream().allMatch(Comparison::passed)) {
        Map<String, NDArray> rounded = compute(manager, file.rounded(), Precision.FP32);
        Map<String, Comparison> alone = compare(file, rounded, precision);
        compared.replaceAll((key, own) -> own.beside(alone.get(key)));
      }
      comparisons.addAll(compared.values());
      return comparisons;
    }
  }

  private static Map<String, Comparison> compare(
      ReferenceFile file, Map<String, NDArray> results, Precision precision) throws IOException {
    Map<String, Comparison> compared = new LinkedHashMap<>();
    for (Map.Entry<String, NDArray> result : results.entrySet()) {
      String key = result.getKey();
      if (file.has(key)) {
        StoredTensor recorded = file.tensors().tensor(key);
        compared.put(key, Comparison.of(key, recorded, result.getValue(), Tolerance.of(precision)));
      }
    }
    return compared;
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
}
