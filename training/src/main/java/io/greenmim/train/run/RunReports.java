package io.greenmim.train.run;

import io.greenmim.train.state.RunState;
import io.greenmim.train.step.Trainee;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Tells the hooks of a run, and validates at the ends of epochs. */
final class RunReports implements AutoCloseable {

  private final List<RunHook> hooks;
  private final RunView run;
  private final Optional<BestWeights> weights;

  RunReports(List<RunHook> hooks, RunView run, Optional<BestWeights> weights) {
    this.hooks = List.copyOf(hooks);
    this.run = run;
    this.weights = weights;
  }

  /** What a hook does when something happens. */
  @FunctionalInterface
  private interface Call {

    void on(RunHook hook) throws IOException;
  }

  private void tell(Call call) throws IOException {
    for (RunHook hook : hooks) {
      call.on(hook);
    }
  }

  void begins() throws IOException {
    tell(hook -> hook.begins(run));
  }

  void stepTaken(StepResult step) throws IOException {
    tell(hook -> hook.stepTaken(step));
  }

  void checkpointWritten(RunState state) throws IOException {
    tell(hook -> hook.checkpointWritten(state));
  }

  /** Reports of an epoch that has just ended. */
  void epochEnded(long epoch, Trainee<?> trainee) throws IOException {
    try (Trainee.Averaged averaged = trainee.averaged()) {
      tell(hook -> hook.epochEnded(epoch));
      if (weights.isPresent() && weights.get().isDue(epoch, trainee.steps())) {
        Optional<BestWeights.Judged> judged = weights.get().validate(epoch, trainee);
        if (judged.isPresent()) {
          tell(hook -> hook.validated(judged.get().score(), judged.get().best()));
        }
      }
    }
  }

  /** Whether something is missing of the report of an epoch that ended with a step. */
  boolean owes(long epoch, long step) {
    return hooks.stream().anyMatch(hook -> hook.owes(epoch))
        || weights.map(watched -> watched.owes(epoch, step)).orElse(false);
  }

  /** Whether the model has got no better for so long that the run is to end. */
  boolean isExhausted() {
    return weights.map(BestWeights::isExhausted).orElse(false);
  }

  /** Tells how the run ended. */
  RunEnd ended(RunState state) throws IOException {
    boolean last = state.step() == run.steps().totalSteps() || isExhausted();
    long epoch = run.steps().epochOf(state.step() - 1) + 1;
    boolean finished = last && !owes(epoch, state.step());
    RunEnd end = new RunEnd(state, finished, weights.flatMap(BestWeights::best));
    tell(hook -> hook.ended(end));
    return end;
  }

  /** Passes a message to all hooks. */
  void tellUser(String message) {
    run.messages().accept(message);
  }

  @Override
  public void close() throws IOException {
    close(hooks);
  }

  /** Closes hooks in order, each of them whatever the others throw. */
  private static void close(List<RunHook> hooks) throws IOException {
    if (!hooks.isEmpty()) {
      int last = hooks.size() - 1;
      try (RunHook closed = hooks.get(last)) {
        close(hooks.subList(0, last));
      }
    }
  }
}
