package io.greenmim.train.classify;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.SelectedRows;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.task.EncoderStart;
import io.greenmim.train.task.WarmStart;
import io.greenmim.translate.ClassNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights that a classifier starts from: the encoder of any model, and the head of a classifier
 * that knows all of the classes, its rows moved by their names.
 */
final class ClassifierWeights {

  private static final String HEAD = "head.";

  private ClassifierWeights() {}

  /**
   * Reads weights.
   *
   * @param settings where they are, and how they are fitted
   * @param config configuration of the classifier that is trained
   * @param classes names of its classes
   * @return the weights by the names of the classifier
   * @throws IOException if they cannot be read, or are not all of an encoder of this architecture
   */
  static WarmStart read(ClassifierSettings settings, ModelConfig config, List<String> classes)
      throws IOException {
    EncoderStart start =
        EncoderStart.read(
            settings.init(),
            settings.prefix(),
            ImportOptions.defaults()
                .withTableResize(settings.resize())
                .withChannels(settings.input().fit()),
            config);
    if (!(start.source().head() instanceof ClassifierConfig head) || start.folder().isEmpty()) {
      return start.with(Map.of());
    }
    List<String> known = ClassNames.read(start.folder().get(), head.classes());
    List<Integer> rows = classes.stream().map(known::indexOf).toList();
    boolean all = !rows.contains(-1) && known.stream().distinct().count() == known.size();
    WarmStart weights = start.with(all ? selected(start.others(), rows) : Map.of());
    return new WarmStart(
        weights.summary()
            + (all
                ? "; the head knows all %s classes".formatted(classes.size())
                : "; head drawn anew, it knew other classes: " + some(known)),
        weights.tensors());
  }

  private static Map<String, StoredTensor> selected(
      Map<String, StoredTensor> others, List<Integer> rows) {
    Map<String, StoredTensor> head = new LinkedHashMap<>();
    others.forEach(
        (name, tensor) -> {
          if (name.startsWith(HEAD)) {
            head.put(name, new SelectedRows(tensor, rows));
          }
        });
    return head;
  }

  private static String some(List<String> names) {
    int shown = Math.min(names.size(), 3);
    return String.join(", ", names.subList(0, shown)) + (shown < names.size() ? ", ..." : "");
  }
}
