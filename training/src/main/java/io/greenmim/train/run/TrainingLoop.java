package io.greenmim.train.run;

import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.step.Trainee;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Takes the steps of a run, writes its checkpoints and has its reports made.
 *
 * @param <B> type of the batches
 */
final class TrainingLoop<B> {

  private final Plan plan;
  private final RunSteps length;
  private final Checkpoint checkpoint;
  private final RunReports reports;
  private final BooleanSupplier stop;
  private long runBegan;
  private double earlierSeconds;

  /**
   * How the steps of a run differ.
   *
   * @param schedule learning rate of each step
   * @param checkpointSteps steps between checkpoints; 0 for one at the end of each epoch
   * @param seed seed of whatever is random inside the model
   * @param nonFinite what is done about a step whose loss or gradient is not finite
   */
  record Plan(Schedule schedule, long checkpointSteps, long seed, NonFinitePolicy nonFinite) {}

  /** Gives the batches of a run in order. */
  @FunctionalInterface
  interface Batches<B> {

    /** The next batch; waits for it if need be. */
    B next() throws InterruptedException;
  }

  /**
   * Makes a loop.
   *
   * @param stop whether to stop before the end, asked after every step and report
   */
  TrainingLoop(
      Plan plan, RunSteps length, Checkpoint checkpoint, RunReports reports, BooleanSupplier stop) {
    this.plan = plan;
    this.length = length;
    this.checkpoint = checkpoint;
    this.reports = reports;
    this.stop = stop;
  }

  /**
   * Takes the steps from a state to the end of the run.
   *
   * @param trainee the model under training, in that state
   * @param source batches from that state on
   * @param start the state
   * @return the state at the end, or where the run was stopped, which is in the checkpoint too
   * @throws IOException if a checkpoint or report cannot be written
   * @throws DivergedException if the loss or gradient of a step is not finite and the run is to
   *     stop then, or if too many steps were skipped
   * @throws InterruptedException if the thread is interrupted
   */
  RunState run(Trainee<B> trainee, Batches<B> source, RunState start)
      throws IOException, InterruptedException {
    runBegan = System.nanoTime();
    earlierSeconds = start.wallSeconds();
    RunState state = start;
    long saved = start.step();
    if (saved > 0 && length.endsEpoch(saved - 1)) {
      complete(length.epochOf(saved - 1) + 1, trainee, saved);
    }
    while (state.step() < length.totalSteps() && !reports.isExhausted()) {
      StepResult result = takeStep(trainee, source, state);
      SkippedSteps skipped = state.skipped().after(result.fault().isPresent());
      if (result.fault().isPresent()) {
        requireTolerable(result, skipped, saved);
      }
      state = state.after(result.runSeconds(), skipped);
      reports.stepTaken(result);
      boolean epochEnds = length.endsEpoch(state.step() - 1);
      if (isCheckpoint(state.step(), epochEnds)) {
        saved = save(trainee, state);
      }
      if (epochEnds && !stop.getAsBoolean()) {
        reports.epochEnded(result.epoch(), trainee);
      }
      if (stop.getAsBoolean() || reports.isExhausted()) {
        if (saved < state.step()) {
          save(trainee, state);
        }
        return state;
      }
    }
    return state;
  }

  /** Makes the report of an epoch that a run was ended before. */
  private void complete(long epoch, Trainee<B> trainee, long step) throws IOException {
    if (reports.owes(epoch, step)) {
      reports.tellUser("the report of epoch %s is missing and made now".formatted(epoch));
      reports.epochEnded(epoch, trainee);
    }
  }

  private long save(Trainee<B> trainee, RunState state) throws IOException {
    trainee.save(checkpoint, state);
    reports.checkpointWritten(state);
    return state.step();
  }

  private StepResult takeStep(Trainee<B> trainee, Batches<B> source, RunState state)
      throws InterruptedException {
    long step = state.step();
    long began = System.nanoTime();
    List<B> batches = new ArrayList<>();
    for (int i = 0; i < length.batchesPerStep(); i++) {
      batches.add(source.next());
    }
    long loaded = System.nanoTime();
    double learningRate = plan.schedule().at(step);
    Trainee.Outcome outcome = trainee.step(batches, learningRate, noiseSeed(step));
    double seconds = (System.nanoTime() - began) / 1e9;
    int images = batches.stream().mapToInt(trainee.task()::images).sum();
    return new StepResult(
        step + 1,
        length.epochOf(step) + 1,
        outcome.loss(),
        outcome.gradNorm(),
        learningRate,
        images,
        seconds,
        (loaded - began) / 1e9,
        fault(outcome, trainee.task(), batches),
        state.skipped().total() + (outcome.fault().isPresent() ? 1 : 0),
        earlierSeconds + (System.nanoTime() - runBegan) / 1e9);
  }

  /** Where no loss was computed, the fault names its image itself. */
  private static <B> Optional<String> fault(
      Trainee.Outcome outcome, Task<B> task, List<B> batches) {
    return outcome.gradNorm().isPresent()
        ? outcome.fault().map(fault -> fault + images(task, batches))
        : outcome.fault();
  }

  private void requireTolerable(StepResult result, SkippedSteps skipped, long saved)
      throws DivergedException {
    String what =
        String.format(
            Locale.ROOT,
            "%s at step %d with learning rate %.3g",
            result.fault().orElseThrow(),
            result.step(),
            result.learningRate());
    if (plan.nonFinite() == NonFinitePolicy.STOP) {
      throw new DivergedException(
          "%s; the last good checkpoint is %s%s"
              .formatted(
                  what,
                  lastGood(saved),
                  saved == 0 ? "" : "; setting 'resume' 'nonFinite' skip leaves such steps out"));
    }
    if (!skipped.tolerable(length.totalSteps())) {
      throw new DivergedException(
          ("%s; that makes %s steps skipped, %s of them in a row, more than a run may have;"
                  + " the last good checkpoint is %s")
              .formatted(what, skipped.total(), skipped.inARow(), lastGood(saved)));
    }
  }

  private static <B> String images(Task<B> task, List<B> batches) {
    List<String> names =
        batches.stream().map(task::describe).filter(name -> !name.isEmpty()).toList();
    return names.isEmpty() ? "" : " on " + String.join(", ", names);
  }

  private String lastGood(long saved) {
    return saved == 0 ? "none" : "step " + saved + " in " + checkpoint.folder();
  }

  private boolean isCheckpoint(long step, boolean epochEnds) {
    long every = plan.checkpointSteps();
    return step == length.totalSteps() || (every > 0 ? step % every == 0 : epochEnds);
  }

  /** A seed for each step, so that a resumed run draws what an uninterrupted one does. */
  private int noiseSeed(long step) {
    return new SplittableRandom(plan.seed() + step).nextInt();
  }
}
