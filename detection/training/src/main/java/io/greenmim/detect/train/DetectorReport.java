package io.greenmim.detect.train;

import io.greenmim.detect.evaluate.ComparedShape;
import io.greenmim.detect.evaluate.EvaluationReport;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.ProgressReporter;
import io.greenmim.train.report.TensorBoardLog;
import io.greenmim.train.run.EpochReport;
import io.greenmim.train.run.RunSteps;
import io.greenmim.train.step.Trainee;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the training of a detector writes at the end of an epoch: the validation, the best weights
 * so far, and pictures. Where the run averages its weights, it is the averages that are looked at
 * and kept.
 */
final class DetectorReport implements EpochReport<DetectionBatch> {

  private static final String CURVES = "tensorboard/validation";

  private final Path folder;
  private final RunSteps steps;
  private final int every;
  private final Optional<Validation> validation;
  private final DetectionPictures pictures;
  private final UnreadableImages unreadable;
  private final BooleanSupplier stop;
  private final ValidationLog log;

  /**
   * Opens the log of the validations.
   *
   * @param folder folder of the run
   * @param steps its steps
   * @param every epochs from one validation to the next
   * @param validation looks at the validation images, if there are any
   * @param pictures draws what is found
   * @param unreadable takes the validation images that cannot be read
   * @param lastStep steps that the run has taken
   * @param stop whether to end a validation before its last image
   */
  DetectorReport(
      Path folder,
      RunSteps steps,
      int every,
      Optional<Validation> validation,
      DetectionPictures pictures,
      UnreadableImages unreadable,
      long lastStep,
      BooleanSupplier stop)
      throws IOException {
    this.folder = folder;
    this.steps = steps;
    this.every = every;
    this.validation = validation;
    this.pictures = pictures;
    this.unreadable = unreadable;
    this.stop = stop;
    log = ValidationLog.open(folder, lastStep);
  }

  @Override
  public void write(long epoch, Trainee<DetectionBatch> trainee, ProgressReporter progress)
      throws IOException {
    DetectorTask task = (DetectorTask) trainee.task();
    try (Trainee.Averaged averaged = trainee.averaged()) {
      pictures.write(folder, epoch, task, trainee.manager());
      if (isDue(epoch, trainee.steps())) {
        validate(epoch, trainee, task, progress);
      }
    }
  }

  private boolean isDue(long epoch, long step) {
    return validation.isPresent() && (step == steps.totalSteps() || epoch % every == 0);
  }

  @Override
  public boolean isWritten(long epoch, long step) {
    return !isDue(epoch, step) || log.has(step);
  }

  private void validate(
      long epoch, Trainee<DetectionBatch> trainee, DetectorTask task, ProgressReporter progress)
      throws IOException {
    Optional<Validation.Outcome> whole =
        validation.orElseThrow().run(task, trainee.manager(), unreadable, stop);
    if (whole.isEmpty()) {
      progress.message("validation after epoch %s stopped; --resume repeats it".formatted(epoch));
      return;
    }
    Validation.Outcome outcome = whole.get();
    ValidationScore score =
        new ValidationScore(
            epoch,
            trainee.steps(),
            trainee.hasAverage() ? ValidationScore.AVERAGE : ValidationScore.LAST,
            validation.orElseThrow().precision(),
            outcome.unreadable(),
            outcome.loss(),
            outcome.statistics());
    // The weights first: what is in the log counts as done.
    boolean best =
        log.best().map(old -> Double.compare(score.merit(), old.merit()) > 0).orElse(true);
    if (best) {
      DetectorFolder.save(
          folder.resolve(DetectorFolder.BEST),
          task.config(),
          TensorArrays.stored(StateDict.of(task.model()).arrays()));
    }
    log.append(score);
    try (TensorBoardLog curves = TensorBoardLog.open(folder.resolve(CURVES))) {
      Map<String, Double> values = new LinkedHashMap<>(score.statistics());
      values.put("loss", score.loss());
      curves.append(score.step(), values);
    }
    progress.message(
        line(score, outcome.reports())
            + (best ? ", the best so far" : "")
            + leftOut(score.unreadable(), validation.orElseThrow().size()));
  }

  /** Says what a validation came to, of which weights and in which precision. */
  static String line(ValidationScore score, Map<ComparedShape, EvaluationReport> reports) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT, "validation after %s: loss %.4f", score.source(), score.loss()));
    reports.forEach(
        (shape, report) ->
            line.append(shape == ComparedShape.BOX ? ", box AP " : ", mask AP ")
                .append(percent(report.value("AP")))
                .append(" AP50 ")
                .append(percent(report.value("AP50"))));
    return line.toString();
  }

  /** A share in percent; a dash where there is no object to be found. */
  private static String percent(double share) {
    return share < 0 ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  /** Says what the numbers do with images that could not be read; nothing without any. */
  static String leftOut(int unreadable, int images) {
    return unreadable == 0
        ? ""
        : "; %s of %s images cannot be read, their objects count as missed"
            .formatted(unreadable, images);
  }

  /** Describes the best validation; nothing without one. */
  Optional<String> best() {
    return log.best()
        .map(
            score ->
                "best validation: %s, %s AP %s; its weights in %s"
                    .formatted(
                        score.source(),
                        score.hasMasks() ? "mask" : "box",
                        percent(score.merit()),
                        folder.resolve(DetectorFolder.BEST)));
  }
}
