package io.greenmim.train.classify;

import io.greenmim.tensors.Printable;
import io.greenmim.train.config.UserException;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.score.ClassReport;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The classifier that a user names.
 *
 * @param model its folder, its id in the zoo, or an address
 * @param description which weights it has, in a few words
 */
public record ClassifierSource(String model, String description) {

  /** What an option takes, for its description. */
  public static final String DESCRIPTION =
      "The classifier: folder of a run (its best weights, if it kept them) or a model, id of a"
          + " model in the zoo, or an address such as greenmim://ID/VERSION?zoo=DIR.";

  /** What an option about the weights says. */
  public static final String KINDS =
      "Of a run: best (of its best validation) or last. Default: best if the run kept them, or else"
          + " last.";

  private static final String BEST = "best";

  /** Weights that a run may keep. */
  public enum Kind {
    /** Those of the best validation. */
    BEST,
    /** Those of the last checkpoint. */
    LAST
  }

  /**
   * Chooses among the weights of a run.
   *
   * @param model folder of a run or a model, id of a model in the zoo, or an address
   * @param wanted weights of the run; null for the best if it kept them, or else the last
   * @return the classifier
   * @throws UserException if the run has no such weights
   * @throws IOException if the log of the run cannot be read
   */
  public static ClassifierSource choose(String model, Kind wanted) throws IOException {
    Optional<Path> folder = folder(model);
    if (folder.isEmpty()) {
      return new ClassifierSource(model, "weights of " + model);
    }
    Path best = folder.get().resolve(BEST);
    boolean keepsBest = Files.isRegularFile(best.resolve(ConfigFile.NAME));
    if (wanted == Kind.BEST && !keepsBest) {
      throw new UserException(
          "weights: expected the best weights of a run in %s, found none".formatted(best));
    }
    if (keepsBest && wanted != Kind.LAST) {
      Optional<ValidationScore> score =
          ValidationLog.open(folder.get(), Long.MAX_VALUE)
              .best(each -> each.statistics().getOrDefault(ClassReport.TOP_1, -each.loss()));
      return new ClassifierSource(
          best.toString(),
          "best weights of " + model + score.map(each -> ", " + each.source()).orElse(""));
    }
    boolean ofRun = Files.exists(folder.get().resolve(Checkpoint.STATE));
    return new ClassifierSource(model, (ofRun ? "last weights of " : "weights of ") + model);
  }

  private static Optional<Path> folder(String model) {
    try {
      return model.contains("://")
          ? Optional.empty()
          : Optional.of(Path.of(model)).filter(Files::isDirectory);
    } catch (InvalidPathException e) {
      throw new UserException(
          "model: expected a folder, an id or an address, got " + Printable.of(model), e);
    }
  }
}
