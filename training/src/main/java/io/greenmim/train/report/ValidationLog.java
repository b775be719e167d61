package io.greenmim.train.report;

import ai.djl.util.JsonUtils;
import com.google.gson.JsonParseException;
import io.greenmim.tensors.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The validations of a run: {@code validation.jsonl}, one JSON object on each line. */
public final class ValidationLog {

  /** Name of the file in the folder of a run. */
  public static final String NAME = "validation.jsonl";

  private final Path file;
  private final List<ValidationScore> scores = new ArrayList<>();

  private ValidationLog(Path file) {
    this.file = file;
  }

  /**
   * Opens the log of a run. Validations after the step that the run goes on from are dropped: they
   * come again.
   *
   * @param folder folder of the run
   * @param lastStep steps that the run has taken
   * @return the log
   * @throws IOException if the file cannot be read or is damaged
   */
  public static ValidationLog open(Path folder, long lastStep) throws IOException {
    return open(folder, NAME, lastStep);
  }

  /**
   * Opens a log of another name.
   *
   * @param folder folder of the run
   * @param name name of the file
   * @param lastStep steps that the run has taken; later entries are dropped
   * @return the log
   * @throws IOException if the file cannot be read or is damaged
   */
  public static ValidationLog open(Path folder, String name, long lastStep) throws IOException {
    ValidationLog log = new ValidationLog(folder.resolve(name));
    if (Files.exists(log.file)) {
      for (String line : Files.readAllLines(log.file)) {
        ValidationScore score = log.parse(line);
        if (score.step() <= lastStep) {
          log.scores.add(score);
        }
      }
    }
    return log;
  }

  private ValidationScore parse(String line) throws IOException {
    try {
      return JsonUtils.GSON_COMPACT.fromJson(line, ValidationScore.class);
    } catch (JsonParseException | IllegalArgumentException | NullPointerException e) {
      throw new IOException(file + ": expected the scores of a validation, got '" + line + "'", e);
    }
  }

  /**
   * Appends a validation.
   *
   * @param score what it came to
   * @throws IOException if it cannot be written; then the file is as it was
   */
  public void append(ValidationScore score) throws IOException {
    scores.add(score);
    StringBuilder text = new StringBuilder();
    scores.forEach(each -> text.append(JsonUtils.GSON_COMPACT.toJson(each)).append('\n'));
    AtomicFiles.writeText(file, text.toString());
  }

  /**
   * Returns the validations so far.
   *
   * @return a copy, in their order
   */
  public List<ValidationScore> scores() {
    return List.copyOf(scores);
  }

  /**
   * Finds the last validation.
   *
   * @return the last one, if there is any
   */
  public Optional<ValidationScore> last() {
    return scores.isEmpty() ? Optional.empty() : Optional.of(scores.get(scores.size() - 1));
  }

  /**
   * Tells whether a validation is in the log.
   *
   * @param step optimiser steps that it was made after
   * @return whether there is one
   */
  public boolean has(long step) {
    return scores.stream().anyMatch(score -> score.step() == step);
  }

  /**
   * Finds the best validation, the first of several.
   *
   * @param merit says how good one is
   * @return the best one, if there is any
   */
  public Optional<ValidationScore> best(ToDoubleFunction<ValidationScore> merit) {
    return scores.stream()
        .max(
            Comparator.comparingDouble(merit)
                .thenComparing(Comparator.comparingLong(ValidationScore::step).reversed()));
  }

  /**
   * Counts the validations after the best one.
   *
   * @param merit says how good one is
   * @return validations in a row that were no better
   */
  public int sinceBest(ToDoubleFunction<ValidationScore> merit) {
    return best(merit).map(best -> scores.size() - 1 - scores.indexOf(best)).orElse(0);
  }
}
