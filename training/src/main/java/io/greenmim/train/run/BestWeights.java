package io.greenmim.train.run;

import io.greenmim.train.predict.RunWeights;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.step.Trainee;
import io.greenmim.train.task.Validation;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Validates a model every few epochs, keeps the best weights, and tells when it gets no better. */
final class BestWeights {

  /** Folder of the best weights in the folder of a run. */
  static final String FOLDER = RunWeights.BEST;

  private final Validation validation;
  private final Settings settings;
  private final RunView run;
  private final BooleanSupplier stop;
  private final ValidationLog log;

  /**
   * When to validate, and when to end.
   *
   * @param every epochs from one validation to the next, at least 1
   * @param patience validations in a row without a better one after which the run ends; 0 for never
   */
  record Settings(int every, int patience) {}

  /** What a validation came to, and whether it is the best so far. */
  record Judged(ValidationScore score, boolean best) {}

  BestWeights(Validation validation, Settings settings, RunView run, BooleanSupplier stop)
      throws IOException {
    this.validation = validation;
    this.settings = settings;
    this.run = run;
    this.stop = stop;
    log = ValidationLog.open(run.folder(), run.start().step());
  }

  /** Whether a validation belongs to the end of an epoch. */
  boolean isDue(long epoch, long step) {
    return step == run.steps().totalSteps() || epoch % settings.every() == 0;
  }

  /** Whether a validation that belongs to the end of an epoch is missing. */
  boolean owes(long epoch, long step) {
    return isDue(epoch, step) && !log.has(step);
  }

  /** Whether the last validations were no better for long enough. */
  boolean isExhausted() {
    return settings.patience() > 0 && log.sinceBest(validation::merit) >= settings.patience();
  }

  /** Validates the weights that the model has now; gives nothing if it was stopped meanwhile. */
  Optional<Judged> validate(long epoch, Trainee<?> trainee) throws IOException {
    Optional<Validation.Outcome> whole = validation.run(run.manager(), run.unreadable(), stop);
    if (whole.isEmpty()) {
      run.messages()
          .accept(
              "validation after epoch %s stopped; setting 'resume' repeats it".formatted(epoch));
      return Optional.empty();
    }
    Validation.Outcome outcome = whole.get();
    ValidationScore score =
        new ValidationScore(
            epoch,
            trainee.steps(),
            trainee.hasAverage() ? ValidationScore.AVERAGE : ValidationScore.LAST,
            run.origin().placement().precision().name().toLowerCase(Locale.ROOT),
            outcome.unreadable(),
            outcome.loss(),
            outcome.statistics());
    // The weights first: what is in the log counts as done.
    boolean best =
        log.best(validation::merit)
            .map(old -> Double.compare(validation.merit(score), validation.merit(old)) > 0)
            .orElse(true);
    if (best) {
      run.task().save(run.folder().resolve(FOLDER));
    }
    log.append(score);
    run.messages()
        .accept(
            line(score, validation.text(score))
                + (best ? ", the best so far" : "")
                + outcome.note());
    return Optional.of(new Judged(score, best));
  }

  /** Says what a validation came to, of which weights and in which precision. */
  static String line(ValidationScore score, String statistics) {
    return String.format(
        Locale.ROOT, "validation after %s: loss %.4f%s", score.source(), score.loss(), statistics);
  }

  /** Describes the best validation; nothing without one. */
  Optional<String> best() {
    return log.best(validation::merit)
        .map(
            score ->
                "%s, %s; its weights in %s"
                    .formatted(
                        score.source(), validation.best(score), run.folder().resolve(FOLDER)));
  }
}
