package io.greenmim.detect.train;

import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.ops.Precision;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The weights of a detector that a user names, and what its run tells of them.
 *
 * @param folder where they are
 * @param file name of their file
 * @param name what they are, in a few words
 * @param precision numbers of the run's validations, if it tells
 */
public record DetectorWeights(
    Path folder, String file, String name, Optional<Precision> precision) {

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
   * @return the weights
   * @throws IOException if there are no such weights, or the log of the run cannot be read
   */
  public static DetectorWeights choose(Path folder, Kind wanted) throws IOException {
    Path best = folder.resolve(DetectorFolder.BEST);
    boolean keepsBest = Files.isRegularFile(best.resolve(ConfigFile.NAME));
    Kind kind = wanted != null ? wanted : keepsBest ? Kind.BEST : Kind.LAST;
    if (kind == Kind.BEST && !keepsBest) {
      throw new IOException(best + ": expected the best weights of a run, found none");
    }
    if (kind == Kind.AVERAGE && !Files.isRegularFile(folder.resolve(Checkpoint.AVERAGE))) {
      throw new IOException(
          folder.resolve(Checkpoint.AVERAGE)
              + ": expected averaged weights, found none; the run keeps some with setting 'ema'");
    }
    if (kind == Kind.BEST) {
      return best(best, folder);
    }
    Path parent = folder.toAbsolutePath().normalize().getParent();
    if (wanted == null && isBestOf(folder, parent)) {
      return best(folder, parent);
    }
    String file = kind == Kind.AVERAGE ? Checkpoint.AVERAGE : WeightsFile.NAME;
    boolean ofRun = Files.exists(folder.resolve(Checkpoint.STATE));
    String name =
        ofRun
            ? "%s weights of %s".formatted(kind.name().toLowerCase(Locale.ROOT), folder)
            : "the weights of " + folder;
    return new DetectorWeights(folder, file, name, precision(log(folder).last()));
  }

  private static boolean isBestOf(Path folder, Path run) {
    return run != null
        && folder.toAbsolutePath().normalize().endsWith(DetectorFolder.BEST)
        && Files.exists(run.resolve(ValidationLog.NAME));
  }

  private static DetectorWeights best(Path folder, Path run) throws IOException {
    Optional<ValidationScore> score = log(run).best(DetectorValidation::precision);
    String of = score.map(each -> ", " + each.source()).orElse("");
    return new DetectorWeights(
        folder, WeightsFile.NAME, "best weights of " + run + of, precision(score));
  }

  private static ValidationLog log(Path run) throws IOException {
    return ValidationLog.open(run, Long.MAX_VALUE);
  }

  private static Optional<Precision> precision(Optional<ValidationScore> score) {
    return score.flatMap(
        each ->
            Arrays.stream(Precision.values())
                .filter(precision -> precision.name().equalsIgnoreCase(each.precision()))
                .findFirst());
  }
}
