package io.greenmim.detect.weights;

import io.greenmim.detect.config.Category;
import io.greenmim.tensors.SelectedRows;
import io.greenmim.tensors.StoredTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Another order of the classes in the last layers of the heads.
 *
 * @param slots number of rows of the class logits in the source
 * @param background row of the background in the source
 * @param classes for each class its row in the source
 */
record ClassRows(int slots, int background, List<Integer> classes) {

  /** What depends on the classes. */
  static final List<String> LAYERS =
      List.of(
          DetectorTensors.CLASS_LOGITS, DetectorTensors.BOX_DELTAS, DetectorTensors.MASK_LOGITS);

  ClassRows {
    classes = List.copyOf(classes);
  }

  /**
   * Finds the categories of one detector among those of another, by their names.
   *
   * @param from categories of the source
   * @param to categories that are wanted
   * @return where each is in the source, or empty if one is not there or its name is there twice
   */
  static Optional<ClassRows> between(List<Category> from, List<Category> to) {
    List<String> names = from.stream().map(Category::name).toList();
    List<Integer> rows = to.stream().map(category -> names.indexOf(category.name())).toList();
    boolean clear =
        rows.stream().noneMatch(row -> row < 0)
            && names.stream().distinct().count() == names.size();
    return clear
        ? Optional.of(new ClassRows(from.size() + 1, from.size(), rows))
        : Optional.empty();
  }

  /**
   * Reorders what depends on the classes. Layers that all classes share, and those with another
   * number of rows, stay as they are: the check of shapes that follows refuses the latter.
   *
   * @param tensors tensors by our names; layers are replaced in it
   * @param perBox number of classes, the background among them or not, that have boxes and masks
   */
  void apply(Map<String, StoredTensor> tensors, int perBox) {
    List<Integer> logits = new ArrayList<>(classes);
    logits.add(background);
    select(tensors, DetectorTensors.CLASS_LOGITS, slots, logits);
    List<Integer> deltas =
        classes.stream()
            .flatMap(
                row ->
                    IntStream.range(0, DetectorTensors.BOX)
                        .mapToObj(i -> row * DetectorTensors.BOX + i))
            .toList();
    select(tensors, DetectorTensors.BOX_DELTAS, perBox * DetectorTensors.BOX, deltas);
    select(tensors, DetectorTensors.MASK_LOGITS, perBox, classes);
  }

  private static void select(
      Map<String, StoredTensor> tensors, String layer, int expected, List<Integer> rows) {
    for (String parameter : List.of(".weight", ".bias")) {
      tensors.computeIfPresent(
          layer + parameter,
          (name, tensor) ->
              !tensor.shape().isEmpty() && tensor.shape().get(0) == expected
                  ? new SelectedRows(tensor, rows)
                  : tensor);
    }
  }
}
