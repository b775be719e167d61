package io.greenmim.train.predict;

import io.greenmim.train.config.UserException;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The weights of a run, or of a model alone, that a user names, and what the run tells of them.
 *
 * @param folder where they are
 * @param file name of their file
 * @param kind which of a run's they are; empty for those of a model alone
 * @param name what they are, in a few words
 * @param score their validation, or for those that were not chosen by one the last of the run, if
 *     there was any
 */
public record RunWeights(
    Path folder, String file, Optional<Kind> kind, String name, Optional<ValidationScore> score) {

  /** Folder of the best weights in the folder of a run. */
  public static final String BEST = "best";

  /** What an option about them says. */
  public static final String DESCRIPTION =
      "Of a run: best (of its best validation), last, or average (the moving average, if the run"
          + " keeps one). Default: best if the run kept them, or else last.";

  /** Weights that a run may keep. */
  public enum Kind {
    /** Those of the best validation. */
    BEST,
    /** Those of the last checkpoint. */
    LAST,
    /** The moving average of the last checkpoint. */
    AVERAGE
  }

  /**
   * Chooses among the weights in a folder.
   *
   * @param folder folder of a run or of a model
   * @param wanted weights of the run to take; null for the best if it keeps them, or else the last
   * @param merit how good a validation was
   * @return the weights
   * @throws UserException if the run kept no best weights
   * @throws IOException if it kept no average, or its log cannot be read
   */
  public static RunWeights choose(Path folder, Kind wanted, ToDoubleFunction<ValidationScore> merit)
      throws IOException {
    Path best = folder.resolve(BEST);
    boolean keepsBest = Files.isRegularFile(best.resolve(ConfigFile.NAME));
    Kind kind = wanted != null ? wanted : keepsBest ? Kind.BEST : Kind.LAST;
    if (kind == Kind.BEST && !keepsBest) {
      throw new UserException(
          "weights: expected the best weights of a run in %s, found none".formatted(best));
    }
    if (kind == Kind.AVERAGE && !Files.isRegularFile(folder.resolve(Checkpoint.AVERAGE))) {
      throw new IOException(
          folder.resolve(Checkpoint.AVERAGE)
              + ": expected averaged weights, found none; the run keeps some with setting 'ema'");
    }
    if (kind == Kind.BEST) {
      return best(best, folder, merit);
    }
    Path parent = folder.toAbsolutePath().normalize().getParent();
    if (wanted == null && isBestOf(folder, parent)) {
      return best(folder, parent, merit);
    }
    boolean ofRun = Files.exists(folder.resolve(Checkpoint.STATE));
    return new RunWeights(
        folder,
        kind == Kind.AVERAGE ? Checkpoint.AVERAGE : WeightsFile.NAME,
        ofRun ? Optional.of(kind) : Optional.empty(),
        (ofRun ? kind.name().toLowerCase(Locale.ROOT) + " weights of " : "weights of ") + folder,
        log(folder).last());
  }

  private static boolean isBestOf(Path folder, Path run) {
    return run != null
        && folder.toAbsolutePath().normalize().endsWith(BEST)
        && Files.exists(run.resolve(ValidationLog.NAME));
  }

  private static RunWeights best(Path folder, Path run, ToDoubleFunction<ValidationScore> merit)
      throws IOException {
    Optional<ValidationScore> score = log(run).best(merit);
    String of = score.map(each -> ", " + each.source()).orElse("");
    return new RunWeights(
        folder, WeightsFile.NAME, Optional.of(Kind.BEST), "best weights of " + run + of, score);
  }

  private static ValidationLog log(Path run) throws IOException {
    return ValidationLog.open(run, Long.MAX_VALUE);
  }
}
