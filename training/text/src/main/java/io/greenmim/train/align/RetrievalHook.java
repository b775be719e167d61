package io.greenmim.train.align;

import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Writes the retrieval of the best validation into the folder of a run; tells it at its end. */
final class RetrievalHook implements RunHook {

  private static final String FILE = "retrieval.txt";

  private final AlignValidation validation;
  private final Consumer<String> listener;
  private Path file;
  private List<String> best = List.of();

  RetrievalHook(AlignValidation validation, Consumer<String> listener) {
    this.validation = validation;
    this.listener = listener;
  }

  @Override
  public void begins(RunView view) {
    file = view.folder().resolve(FILE);
  }

  @Override
  public void validated(ValidationScore score, boolean isBest) throws IOException {
    if (isBest) {
      best = validation.lines();
      AtomicFiles.writeText(file, String.join("\n", best) + "\n");
    }
  }

  @Override
  public void ended(RunEnd end) throws IOException {
    if (best.isEmpty() && Files.isRegularFile(file)) {
      best = Files.readAllLines(file); // of a run that went on after its best validation
    }
    if (end.finished() && !best.isEmpty()) {
      listener.accept("");
      best.forEach(listener);
    }
  }
}
