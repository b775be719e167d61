package io.greenmim.train.loop;

import io.greenmim.train.optim.Schedule;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Takes the steps of a run, writes its checkpoints and tells a listener.
 *
 * @param <B> type of the batches
 */
public final class TrainingLoop<B> {

  private final Plan plan;
  private final RunSteps length;
  private final Checkpoint checkpoint;
  private final RunListener<B> listener;
  private final BooleanSupplier stop;

  /**
   * How the steps of a run differ.
   *
   * @param schedule learning rate of each step
   * @param checkpointSteps steps between checkpoints; 0 for one at the end of each epoch
   * @param seed seed of whatever is random inside the model
   */
  public record Plan(Schedule schedule, long checkpointSteps, long seed) {}

  /**
   * Makes a loop.
   *
   * @param plan how the steps differ
   * @param length the steps
   * @param checkpoint where checkpoints go
   * @param listener hears of every step and epoch
   * @param stop whether to stop before the end, asked after every step
   */
  public TrainingLoop(
      Plan plan,
      RunSteps length,
      Checkpoint checkpoint,
      RunListener<B> listener,
      BooleanSupplier stop) {
    this.plan = plan;
    this.length = length;
    this.checkpoint = checkpoint;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Takes the steps from a state to the end of the run.
   *
   * @param trainee the model under training, in that state
   * @param source batches from that state on
   * @param start the state
   * @return the state at the end, or where the run was stopped, which is in the checkpoint too
   * @throws IOException if a checkpoint or report cannot be written, or the loss is not finite
   * @throws InterruptedException if the thread is interrupted
   */
  public RunState run(Trainee<B> trainee, BatchSource<B> source, RunState start)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    RunState state = start;
    long saved = start.step();
    for (long step = start.step(); step < length.totalSteps(); step++) {
      StepResult result = takeStep(trainee, source, step, saved);
      state = at(start, step + 1, (System.nanoTime() - began) / 1e9);
      listener.onStep(result);
      boolean epochEnds = length.endsEpoch(step);
      boolean stopped = stop.getAsBoolean();
      if (stopped || isCheckpoint(step, epochEnds)) {
        trainee.save(checkpoint, state);
        saved = state.step();
      }
      if (stopped) {
        return state;
      }
      if (epochEnds) {
        listener.onEpochEnd(result.epoch(), trainee);
      }
    }
    return state;
  }

  private StepResult takeStep(Trainee<B> trainee, BatchSource<B> source, long step, long saved)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    List<B> batches = new ArrayList<>();
    for (int i = 0; i < length.batchesPerStep(); i++) {
      batches.add(source.next());
    }
    long loaded = System.nanoTime();
    double learningRate = plan.schedule().at(step);
    Trainee.Outcome outcome;
    try {
      outcome = trainee.step(batches, learningRate, noiseSeed(step));
    } catch (DivergedException e) {
      throw diverged(e.getMessage(), learningRate, step, saved);
    }
    if (!Double.isFinite(outcome.loss().total())) {
      String what = "the loss is " + described(outcome.loss());
      throw diverged(what + images(trainee.objective(), batches), learningRate, step, saved);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    int images = batches.stream().mapToInt(trainee.objective()::images).sum();
    return new StepResult(
        step + 1,
        length.epochOf(step) + 1,
        outcome.loss(),
        outcome.gradNorm(),
        learningRate,
        images,
        seconds,
        (loaded - began) / 1e9);
  }

  private DivergedException diverged(String what, double learningRate, long step, long saved) {
    return new DivergedException(
        String.format(
            Locale.ROOT,
            "%s at step %d with learning rate %.3g; the last good checkpoint is %s",
            what,
            step + 1,
            learningRate,
            lastGood(saved)));
  }

  private static String described(Loss loss) {
    return loss.parts().isEmpty()
        ? Double.toString(loss.total())
        : "%s %s".formatted(loss.total(), loss.parts());
  }

  private static <B> String images(Objective<B> objective, List<B> batches) {
    List<String> names =
        batches.stream().map(objective::describe).filter(name -> !name.isEmpty()).toList();
    return names.isEmpty() ? "" : " on " + String.join(", ", names);
  }

  private String lastGood(long saved) {
    return saved == 0 ? "none" : "step " + saved + " in " + checkpoint.folder();
  }

  private boolean isCheckpoint(long step, boolean epochEnds) {
    long every = plan.checkpointSteps();
    boolean last = step + 1 == length.totalSteps();
    return last || (every > 0 ? (step + 1) % every == 0 : epochEnds);
  }

  private static RunState at(RunState start, long step, double seconds) {
    return new RunState(
        RunState.FORMAT,
        step,
        start.totalSteps(),
        start.seed(),
        start.batchImages(),
        start.imageCount(),
        start.dataListHash(),
        start.wallSeconds() + seconds);
  }

  /** A seed for each step, so that a resumed run draws what an uninterrupted one does. */
  private int noiseSeed(long step) {
    return new SplittableRandom(plan.seed() + step).nextInt();
  }
}
