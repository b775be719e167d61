package io.greenmim.train.run;

import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.DrawingFonts;
import io.greenmim.train.report.EpochSummary;
import io.greenmim.train.report.LineInterval;
import io.greenmim.train.report.LossPlot;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.ProgressReporter;
import io.greenmim.train.report.ResidentMemory;
import io.greenmim.train.report.RunLength;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.SkippedStep;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.report.TensorBoardLog;
import io.greenmim.train.report.TerminalSupport;
import io.greenmim.train.state.RunState;
import io.greenmim.train.step.Trainee;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes what a run leaves behind beside its weights, and tells the user of its progress.
 *
 * @param <B> type of the batches
 */
public final class RunRecorder<B> implements RunListener<B>, AutoCloseable {

  private static final String LOSS_PLOT = "loss.png";
  private static final String EVENTS = "tensorboard";

  private final Run run;
  private final PrintWriter out;
  private final Path folder;
  private final RunManifest manifest;
  private final MetricsLog log;
  private final TensorBoardLog events;
  private final ProgressReporter progress;
  private final EpochReport<B> report;
  private final List<StepMetrics> epoch = new ArrayList<>();
  private final long started = System.nanoTime();
  private int reportedUnreadable;
  private double stepSeconds;
  private double waitedSeconds;
  private long skipped;

  /**
   * What is recorded.
   *
   * @param command name of the command, to tell how to go on
   * @param origin what it was started with
   * @param folder folder of the run
   * @param data where its images are
   * @param steps its steps
   * @param start where it began
   * @param unreadable images and other files that could not be read
   * @param loss what the loss is, for its plot
   */
  public record Run(
      String command,
      RunOrigin origin,
      Path folder,
      Path data,
      RunSteps steps,
      RunState start,
      UnreadableImages unreadable,
      String loss) {}

  /**
   * Opens the records of a run.
   *
   * @param run what is recorded
   * @param report what is written at the end of each epoch besides
   * @param out takes what the user is told
   * @throws IOException if a file cannot be opened
   */
  public RunRecorder(Run run, EpochReport<B> report, PrintWriter out) throws IOException {
    this.run = run;
    this.out = out;
    this.report = report;
    folder = run.folder();
    skipped = run.start().skipped().total();
    DrawingFonts.require();
    manifest = begin();
    log = MetricsLog.open(folder.resolve(MetricsLog.NAME), run.start().step());
    events = TensorBoardLog.open(folder.resolve(EVENTS));
    progress =
        ProgressReporter.create(
            TerminalSupport.detect(),
            System.err,
            new RunLength(
                run.start().step(),
                run.steps().totalSteps(),
                Math.toIntExact(run.steps().epochOf(run.steps().totalSteps() - 1) + 1)),
            LineInterval.DEFAULT);
    out.printf(
        Locale.ROOT,
        "%d images in %s, %d steps of %d images, run folder %s%n",
        run.start().imageCount(),
        run.data(),
        run.steps().totalSteps(),
        run.start().batchImages(),
        folder);
    if (run.start().step() > 0) {
      out.printf("going on after step %s%n", run.start().step());
    }
    out.flush();
    writeUnreadable();
  }

  /** Writes the manifest; what it says of earlier starts of the run stays in it. */
  private RunManifest begin() throws IOException {
    RunManifest own = run.origin().manifest(run.start(), run.unreadable().size(), now());
    boolean resumed = run.start().step() > 0 && Files.exists(folder.resolve(RunManifest.NAME));
    RunManifest written = resumed ? own.resuming(RunManifest.read(folder)) : own;
    written.write(folder);
    return written;
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void onStep(StepResult result) throws IOException {
    stepSeconds += result.seconds();
    waitedSeconds += result.waitedSeconds();
    if (result.fault().isPresent()) {
      skip(result, result.fault().get());
    } else {
      record(result);
    }
    writeUnreadable();
  }

  private void skip(StepResult result, String reason) throws IOException {
    skipped++;
    SkippedStep step =
        new SkippedStep(
            result.step(), Math.toIntExact(result.epoch()), reason, result.learningRate(), skipped);
    log.append(step);
    events.append(step.step(), step.scalars());
    progress.message(
        "step %s skipped: %s; %s so far, no weight has moved by them"
            .formatted(step.step(), reason, skipped));
  }

  private void record(StepResult result) throws IOException {
    StepMetrics metrics =
        new StepMetrics(
            result.step(),
            Math.toIntExact(result.epoch()),
            result.loss().total(),
            result.learningRate(),
            result.images() / result.seconds(),
            result.gradNorm(),
            run.start().wallSeconds() + (System.nanoTime() - started) / 1e9,
            ResidentMemory.measure().currentMegabytes(),
            result.loss().parts());
    log.append(metrics);
    events.append(metrics.step(), metrics.scalars());
    epoch.add(metrics);
    progress.update(metrics);
  }

  @Override
  public void onEpochEnd(long number, Trainee<B> trainee) throws IOException {
    if (epoch.isEmpty()) {
      progress.message("epoch %s: no step with a finite loss".formatted(number));
    } else {
      progress.epochEnd(EpochSummary.of(epoch).last());
    }
    epoch.clear();
    report(number, trainee);
  }

  @Override
  public void onResume(long number, Trainee<B> trainee) throws IOException {
    if (!report.isWritten(number, run.start().step())) {
      progress.message("the report of epoch %s is missing and made now".formatted(number));
      report(number, trainee);
    }
  }

  private void report(long number, Trainee<B> trainee) throws IOException {
    List<StepMetrics> all = MetricsLog.read(folder.resolve(MetricsLog.NAME));
    if (!all.isEmpty()) {
      LossPlot.write(folder.resolve(LOSS_PLOT), run.loss(), all);
    }
    report.write(number, trainee, progress);
    writeUnreadable();
  }

  /** Lists what cannot be read, if there is more of it than before. */
  private void writeUnreadable() throws IOException {
    if (run.unreadable().size() == reportedUnreadable) {
      return;
    }
    reportedUnreadable = run.unreadable().size();
    Path list = folder.resolve(UnreadableImages.LIST);
    run.unreadable().list(list);
    progress.message(
        "%s unreadable file(s) skipped, listed in %s".formatted(reportedUnreadable, list));
  }

  /**
   * Completes the manifest and tells the user how the run ended, or where it was stopped.
   *
   * @param end where it ended
   * @return whether it came to its end: it took all steps, and its last report is whole
   * @throws IOException if a file cannot be written
   */
  public boolean end(RunState end) throws IOException {
    progress.close();
    long last = run.steps().epochOf(run.steps().totalSteps() - 1) + 1;
    boolean finished = end.step() == run.steps().totalSteps() && report.isWritten(last, end.step());
    complete(end, finished);
    if (finished) {
      summarise(end);
    } else {
      out.printf(
          "stopped after step %s of %s; go on with %s --resume --output %s%n",
          end.step(), run.steps().totalSteps(), run.command(), folder);
      out.flush();
    }
    return finished;
  }

  private void complete(RunState end, boolean finished) throws IOException {
    manifest
        .ended(
            new RunManifest.End(now(), end.step(), finished),
            run.unreadable().size(),
            end.wallSeconds())
        .write(folder);
  }

  private void summarise(RunState end) throws IOException {
    List<StepMetrics> all = MetricsLog.read(folder.resolve(MetricsLog.NAME));
    if (!all.isEmpty()) {
      out.println(EpochSummary.of(all).text());
    }
    double images = (double) (end.step() - run.start().step()) * end.batchImages();
    double seconds = end.wallSeconds() - run.start().wallSeconds();
    if (end.skipped().total() > 0) {
      out.printf(
          "%s of %s steps skipped, their loss or gradient was not finite: %s%n",
          end.skipped().total(), end.step(), folder.resolve(MetricsLog.NAME));
    }
    ResidentMemory memory = ResidentMemory.measure();
    out.printf(
        Locale.ROOT,
        "%.1f images/s over the whole run, waited for the loader %.1f %% of the steps' time%n"
            + "peak memory %d MB (%s)%nweights, metrics and pictures in %s%n",
        seconds > 0 ? images / seconds : 0,
        stepSeconds > 0 ? 100 * waitedSeconds / stepSeconds : 0,
        memory.peakMegabytes(),
        memory.source().text(),
        folder);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    progress.close();
    log.close();
    events.close();
  }
}
