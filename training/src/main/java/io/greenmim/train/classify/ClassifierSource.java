package io.greenmim.train.classify;

import io.greenmim.config.Checks;
import io.greenmim.tensors.Printable;
import io.greenmim.train.config.UserException;
import io.greenmim.train.predict.RunWeights;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.score.ClassReport;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The classifier that a user names.
 *
 * @param model its folder, its id in the zoo, or an address
 * @param arguments arguments of the model: which weights of the folder, if these are not the usual
 *     ones
 * @param description which weights it has, in a few words
 */
public record ClassifierSource(String model, Map<String, String> arguments, String description) {

  /** What an option takes, for its description. */
  public static final String DESCRIPTION =
      "The classifier: folder of a run (its best weights, if it kept them) or a model, id of a"
          + " model in the zoo, or an address such as greenmim://ID/VERSION?zoo=DIR.";

  /**
   * What best weights are chosen by: of classifiers, of models that were aligned with sentences.
   */
  private static final List<String> MERITS = List.of(ClassReport.TOP_1, "imageR5");

  /** Copies the arguments. */
  public ClassifierSource {
    arguments = Map.copyOf(arguments);
  }

  /**
   * Chooses among the weights of a run.
   *
   * @param model folder of a run or a model, id of a model in the zoo, or an address
   * @param wanted weights of the run; null for the best if it kept them, or else the last
   * @return the classifier
   * @throws UserException if the run has no such weights, or what the user named is neither a
   *     folder nor an id nor an address
   * @throws IOException if the log of the run cannot be read
   */
  public static ClassifierSource choose(String model, RunWeights.Kind wanted) throws IOException {
    Optional<Path> folder = folder(model);
    if (folder.isEmpty()) {
      Checks.that(
          wanted == null,
          "weights: expected none with %s, which is no folder, got %s",
          model,
          wanted);
      return new ClassifierSource(model, Map.of(), "weights of " + model);
    }
    RunWeights weights = RunWeights.choose(folder.get(), wanted, ClassifierSource::merit);
    boolean isUsual = weights.file().equals(ModelFolder.WEIGHTS);
    return new ClassifierSource(
        weights.folder().toString(),
        isUsual ? Map.of() : Map.of(ModelArguments.WEIGHTS, weights.file()),
        weights.name());
  }

  private static double merit(ValidationScore score) {
    return MERITS.stream()
        .map(score.statistics()::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(-score.loss());
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
