package io.greenmim.train.run;

import io.greenmim.train.report.DrawingFonts;
import io.greenmim.train.report.LossPlot;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.ResidentMemory;
import io.greenmim.train.report.SkippedStep;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.report.TensorBoardLog;
import io.greenmim.train.report.ValidationScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the numbers of a run: {@code metrics.jsonl}, the same for TensorBoard, {@code loss.png}.
 */
final class MetricsHook implements RunHook {

  private static final String LOSS_PLOT = "loss.png";
  private static final String EVENTS = "tensorboard";
  private static final String CURVES = "tensorboard/validation";

  private RunView run;
  private MetricsLog log;
  private TensorBoardLog events;

  @Override
  public void begins(RunView view) throws IOException {
    run = view;
    DrawingFonts.require();
    log = MetricsLog.open(run.folder().resolve(MetricsLog.NAME), run.start().step());
    events = TensorBoardLog.open(run.folder().resolve(EVENTS));
  }

  @Override
  public void stepTaken(StepResult step) throws IOException {
    if (step.fault().isPresent()) {
      SkippedStep skipped = step.skip();
      log.append(skipped);
      events.append(skipped.step(), skipped.scalars());
    } else {
      StepMetrics metrics = step.metrics(ResidentMemory.measure().currentMegabytes());
      log.append(metrics);
      events.append(metrics.step(), metrics.scalars());
    }
  }

  @Override
  public void epochEnded(long epoch) throws IOException {
    Path folder = run.folder();
    List<StepMetrics> all = MetricsLog.read(folder.resolve(MetricsLog.NAME));
    if (!all.isEmpty()) {
      LossPlot.write(folder.resolve(LOSS_PLOT), run.task().lossName(), all);
    }
  }

  @Override
  public void validated(ValidationScore score, boolean best) throws IOException {
    try (TensorBoardLog curves = TensorBoardLog.open(run.folder().resolve(CURVES))) {
      Map<String, Double> values = new LinkedHashMap<>(score.statistics());
      values.put("loss", score.loss());
      curves.append(score.step(), values);
    }
  }

  @Override
  public void close() throws IOException {
    if (log != null) {
      log.close();
    }
    if (events != null) {
      events.close();
    }
  }
}
