package io.greenmim.train.classify;

import io.greenmim.train.report.EpochCurves;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import io.greenmim.train.score.ClassReport;
import io.greenmim.train.score.ScoreFiles;
import io.greenmim.train.score.ScoreText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes curves, and the scores of the best validation, into the folder of a run; tells the scores
 * at its end.
 */
final class ScoresHook implements RunHook {

  private static final String FOLDER = "scores";

  /** Statistics in the picture of the curves, and what they are called there. */
  private static final Map<String, String> SHARES = shares();

  private final ClassifierValidation validation;
  private final Consumer<String> listener;
  private Path folder;
  private Optional<ClassReport> best = Optional.empty();

  ScoresHook(ClassifierValidation validation, Consumer<String> listener) {
    this.validation = validation;
    this.listener = listener;
  }

  private static Map<String, String> shares() {
    Map<String, String> shares = new LinkedHashMap<>();
    shares.put(ClassReport.TOP_1, "top-1");
    shares.put(ClassReport.TOP_5, "top-5");
    return shares;
  }

  @Override
  public void begins(RunView view) {
    folder = view.folder();
  }

  @Override
  public void validated(ValidationScore score, boolean isBest) throws IOException {
    if (isBest) {
      best = Optional.of(validation.report());
      ScoreFiles.write(folder.resolve(FOLDER), best.get());
    }
    List<StepMetrics> metrics = MetricsLog.read(folder.resolve(MetricsLog.NAME));
    if (!metrics.isEmpty()) {
      EpochCurves.write(
          folder.resolve(EpochCurves.NAME),
          metrics,
          ValidationLog.open(folder, Long.MAX_VALUE).scores(),
          SHARES);
    }
  }

  @Override
  public void ended(RunEnd end) {
    if (end.finished()) {
      best.ifPresent(
          report -> {
            listener.accept("");
            ScoreText.lines(report).forEach(listener);
          });
      // Of a run that went on after its best validation too.
      if (Files.exists(folder.resolve(FOLDER))) {
        listener.accept("scores of the best validation in " + folder.resolve(FOLDER));
      }
    }
  }
}
