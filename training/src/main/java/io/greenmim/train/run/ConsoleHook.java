package io.greenmim.train.run;

import io.greenmim.train.report.EpochSummary;
import io.greenmim.train.report.LineInterval;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.ProgressReporter;
import io.greenmim.train.report.ResidentMemory;
import io.greenmim.train.report.RunLength;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.report.TerminalSupport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Tells a person at a terminal how a run goes. */
public final class ConsoleHook implements RunHook {

  private final PrintWriter out;
  private final PrintStream err;
  private final UnaryOperator<String> wording;
  private final List<StepMetrics> epoch = new ArrayList<>();
  private RunView run;
  private ProgressReporter progress;
  private double stepSeconds;
  private double waitedSeconds;

  /**
   * Makes a hook.
   *
   * @param out takes what the run is, and what came out
   * @param err takes its progress
   */
  public ConsoleHook(PrintWriter out, PrintStream err) {
    this(out, err, UnaryOperator.identity());
  }

  /**
   * Makes a hook that words its own way what names settings.
   *
   * @param out takes what the run is, and what came out
   * @param err takes its progress
   * @param wording gives what is shown for a message such as {@code validation after epoch 3
   *     stopped; setting 'resume' repeats it}
   */
  public ConsoleHook(PrintWriter out, PrintStream err, UnaryOperator<String> wording) {
    this.out = out;
    this.err = err;
    this.wording = wording;
  }

  @Override
  public void begins(RunView view) {
    run = view;
    progress =
        ProgressReporter.create(
            TerminalSupport.detect(),
            err,
            new RunLength(
                run.start().step(),
                run.steps().totalSteps(),
                Math.toIntExact(run.steps().lastEpoch())),
            LineInterval.DEFAULT);
    if (run.start().step() == 0) {
      run.origin().initialWeights().ifPresent(out::println);
    }
    out.printf(
        Locale.ROOT,
        "%d images in %s, %d steps of %d images, run folder %s%n",
        run.start().imageCount(),
        run.data(),
        run.steps().totalSteps(),
        run.start().batchImages(),
        run.folder());
    if (run.start().step() > 0) {
      out.printf("going on after step %s%n", run.start().step());
    }
    out.flush();
  }

  @Override
  public void stepTaken(StepResult step) {
    stepSeconds += step.seconds();
    waitedSeconds += step.waitedSeconds();
    if (step.fault().isPresent()) {
      progress.message(
          "step %s skipped: %s; %s so far, no weight has moved by them"
              .formatted(step.step(), step.fault().get(), step.skipped()));
    } else {
      StepMetrics metrics = step.metrics(0);
      epoch.add(metrics);
      progress.update(metrics);
    }
  }

  @Override
  public void epochEnded(long number) {
    if (!epoch.isEmpty()) {
      progress.epochEnd(EpochSummary.of(epoch).last());
    } else if (run.steps().lastStepOf(number) > run.start().step()) {
      progress.message("epoch %s: no step with a finite loss".formatted(number));
    }
    epoch.clear();
  }

  @Override
  public void told(String message) {
    progress.message(wording.apply(message));
  }

  @Override
  public void ended(RunEnd end) throws IOException {
    progress.close();
    if (end.finished()) {
      summarise(end);
    } else {
      out.println(
          wording.apply(
              "stopped after step %s of %s; go on with %s, settings 'resume' 'output' %s"
                  .formatted(
                      end.state().step(),
                      run.steps().totalSteps(),
                      run.task().name(),
                      run.folder())));
    }
    out.flush();
  }

  private void summarise(RunEnd end) throws IOException {
    Path log = run.folder().resolve(MetricsLog.NAME);
    List<StepMetrics> all = MetricsLog.read(log);
    if (!all.isEmpty()) {
      out.println(EpochSummary.of(all).text());
    }
    double images = (double) (end.state().step() - run.start().step()) * end.state().batchImages();
    double seconds = end.state().wallSeconds() - run.start().wallSeconds();
    long skipped = end.state().skipped().total();
    if (skipped > 0) {
      out.printf(
          "%s of %s steps skipped, their loss or gradient was not finite: %s%n",
          skipped, end.state().step(), log);
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
        run.folder());
    end.best().ifPresent(best -> out.println("best validation: " + best));
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
