package io.greenmim.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.step.Trainee;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.testing.ToyTask;
import io.greenmim.train.testing.ToyTask.Batch;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A step whose loss or gradient is not finite changes neither weights nor checkpoint. */
class NonFiniteStepTest {

  private static final double RATE = 0.1;
  private static final Batch GOOD = ToyTask.squares("v");

  @TempDir Path folder;

  private static Trainee<Batch> trainee(double clipNorm, int devices) throws IOException {
    UpdateOptions updates = new UpdateOptions(0.05, 0.9, 0.95, clipNorm, 0.9, 1);
    Device[] cpus = new Device[devices];
    Arrays.fill(cpus, Device.cpu());
    return Trainee.initial(new ToyTask(), updates, 3, Placement.on(cpus));
  }

  private static Trainee<Batch> resumed(Checkpoint checkpoint) throws IOException {
    return Trainee.resumed(
        new ToyTask(),
        new UpdateOptions(0.05, 0.9, 0.95, 0, 0.9, 1),
        checkpoint,
        Placement.on(Device.cpu()));
  }

  /** Weights, moments and averages, as a checkpoint has them. */
  private Map<String, ByteBuffer> everything(Trainee<Batch> trainee, String name)
      throws IOException {
    Path saved = Files.createDirectories(folder.resolve(name));
    trainee.save(new Checkpoint(saved, 0), state(5, SkippedSteps.NONE));
    Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
    for (String file :
        List.of("model.safetensors", "optimizer.safetensors", "average.safetensors")) {
      bytes.put(file, ByteBuffer.wrap(Files.readAllBytes(saved.resolve(file))));
    }
    return bytes;
  }

  private static Map<String, ByteBuffer> weights(Trainee<Batch> trainee) {
    Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
    for (Map.Entry<String, NDArray> weight :
        StateDict.of(trainee.task().model()).arrays().entrySet()) {
      bytes.put(weight.getKey(), ByteBuffer.wrap(weight.getValue().toByteArray()));
    }
    return bytes;
  }

  private static RunState state(long step, SkippedSteps skipped) {
    return new RunState(RunState.FORMAT, step, 40, 7, 1, 10, "hash", 0, skipped);
  }

  private static Stream<Arguments> faults() {
    Batch refused =
        new Batch(
            "refused",
            (v, w) -> {
              throw new DivergedException("boxes of a.jpg are not finite");
            });
    return Stream.of(0.0, 1.0)
        .flatMap(
            clip ->
                IntStream.of(1, 2)
                    .boxed()
                    .flatMap(
                        devices ->
                            Stream.of(ToyTask.lossNaN(), ToyTask.gradientNaN(), refused)
                                .map(batch -> Arguments.of(batch, clip, devices))));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void leavesEverythingAsItWas(Batch bad, double clipNorm, int devices) throws IOException {
    try (Trainee<Batch> trainee = trainee(clipNorm, devices)) {
      assertTrue(trainee.step(List.of(GOOD, GOOD), RATE, 0).fault().isEmpty());
      Map<String, ByteBuffer> before = everything(trainee, "before");
      // The last pass is the second device's where there are two.
      Trainee.Outcome outcome = trainee.step(List.of(GOOD, bad), RATE, 1);
      assertTrue(outcome.fault().isPresent());
      assertEquals(before, everything(trainee, "after"));
      assertEquals(2, trainee.steps());
      // What follows is what would have followed without it.
      trainee.step(List.of(GOOD, GOOD), RATE, 2);
      try (Trainee<Batch> spared = trainee(clipNorm, devices)) {
        spared.step(List.of(GOOD, GOOD), RATE, 0);
        spared.step(List.of(GOOD, GOOD), RATE, 2);
        assertEquals(everything(spared, "spared"), everything(trainee, "next"));
      }
    }
  }

  @Test
  void tellsWhatWasNotFinite() throws IOException {
    try (Trainee<Batch> trainee = trainee(1, 1)) {
      assertEquals(
          "the loss is NaN",
          trainee.step(List.of(ToyTask.lossNaN()), RATE, 0).fault().orElseThrow());
      assertEquals(
          "the norm of the gradient is NaN",
          trainee.step(List.of(ToyTask.gradientNaN()), RATE, 0).fault().orElseThrow());
    }
  }

  /** Takes the steps of a run; true stands for a batch whose gradient is not finite. */
  private RunState run(
      Trainee<Batch> trainee,
      RunState start,
      NonFinitePolicy policy,
      List<StepResult> results,
      Boolean... bad)
      throws IOException, InterruptedException {
    Iterator<Boolean> faults = Arrays.asList(bad).iterator();
    RunSteps length = new RunSteps(40, 1, 40);
    RunHook hook =
        new RunHook() {
          @Override
          public void stepTaken(StepResult result) {
            results.add(result);
          }
        };
    return new TrainingLoop<Batch>(
            new TrainingLoop.Plan(step -> RATE, 1, 7, policy),
            length,
            new Checkpoint(folder, 0),
            new RunReports(List.of(hook), null, Optional.empty()),
            () -> !faults.hasNext())
        .run(trainee, () -> faults.next() ? ToyTask.gradientNaN() : GOOD, start);
  }

  @Test
  void stopEndsTheRunAndKeepsTheLastCheckpoint() throws Exception {
    try (Trainee<Batch> trainee = trainee(0, 1)) {
      List<StepResult> results = new ArrayList<>();
      DivergedException stopped =
          assertThrows(
              DivergedException.class,
              () ->
                  run(
                      trainee,
                      state(0, SkippedSteps.NONE),
                      NonFinitePolicy.STOP,
                      results,
                      false,
                      true,
                      false));
      assertEquals(
          "the norm of the gradient is NaN on gradient at step 2 with learning rate 0.100; the last"
              + " good checkpoint is step 1 in "
              + folder
              + "; setting 'resume' 'nonFinite' skip leaves such steps out",
          stopped.getMessage());
      assertEquals(1, results.size());
      Map<String, ByteBuffer> kept = weights(trainee);
      assertEquals(1, new Checkpoint(folder, 0).readState().step());
      try (Trainee<Batch> resumed = resumed(new Checkpoint(folder, 0))) {
        assertEquals(kept, weights(resumed));
      }
    }
  }

  @Test
  void stopSaysThatThereIsNoCheckpointYet() throws Exception {
    try (Trainee<Batch> trainee = trainee(0, 1)) {
      DivergedException stopped =
          assertThrows(
              DivergedException.class,
              () ->
                  run(
                      trainee,
                      state(0, SkippedSteps.NONE),
                      NonFinitePolicy.STOP,
                      new ArrayList<>(),
                      true));
      assertTrue(stopped.getMessage().endsWith("the last good checkpoint is none"));
      assertFalse(new Checkpoint(folder, 0).exists());
    }
  }

  @Test
  void skipGoesOnAndCounts() throws Exception {
    try (Trainee<Batch> trainee = trainee(0, 1)) {
      List<StepResult> results = new ArrayList<>();
      RunState end =
          run(
              trainee,
              state(0, SkippedSteps.NONE),
              NonFinitePolicy.SKIP,
              results,
              true,
              false,
              true,
              true);
      assertEquals(4, end.step());
      assertEquals(new SkippedSteps(3, 2), end.skipped());
      assertEquals(1, end.updates());
      assertEquals(end, new Checkpoint(folder, 0).readState());
      assertEquals(
          List.of(true, false, true, true),
          results.stream().map(result -> result.fault().isPresent()).toList());
    }
  }

  /** The optimiser's steps are those that moved the weights, before a resumption and after it. */
  @Test
  void aResumedRunKnowsWhatWasSkipped() throws Exception {
    Map<String, ByteBuffer> straight;
    try (Trainee<Batch> trainee = trainee(0, 1)) {
      RunState start = state(0, SkippedSteps.NONE);
      run(
          trainee,
          start,
          NonFinitePolicy.SKIP,
          new ArrayList<>(),
          false,
          true,
          true,
          false,
          true,
          false);
      straight = weights(trainee);
    }
    try (Trainee<Batch> trainee = trainee(0, 1)) {
      RunState start = state(0, SkippedSteps.NONE);
      run(trainee, start, NonFinitePolicy.SKIP, new ArrayList<>(), false, true, true);
    }
    Checkpoint checkpoint = new Checkpoint(folder, 0);
    try (Trainee<Batch> trainee = resumed(checkpoint)) {
      assertEquals(3, trainee.steps());
      RunState end =
          run(
              trainee,
              checkpoint.readState(),
              NonFinitePolicy.SKIP,
              new ArrayList<>(),
              false,
              true,
              false);
      assertEquals(new SkippedSteps(3, 0), end.skipped());
      assertEquals(straight, weights(trainee));
    }
  }

  @Test
  void skippingIsBounded() throws Exception {
    Boolean[] always = new Boolean[20];
    Arrays.fill(always, true);
    try (Trainee<Batch> trainee = trainee(0, 1)) {
      List<StepResult> results = new ArrayList<>();
      DivergedException stopped =
          assertThrows(
              DivergedException.class,
              () ->
                  run(trainee, state(0, SkippedSteps.NONE), NonFinitePolicy.SKIP, results, always));
      assertEquals(NonFinitePolicy.MOST_IN_A_ROW, results.size());
      assertTrue(stopped.getMessage().contains("11 steps skipped, 11 of them in a row"));
      assertEquals(10, new Checkpoint(folder, 0).readState().step());
    }
    assertTrue(new SkippedSteps(10, 10).tolerable(50));
    assertFalse(new SkippedSteps(11, 1).tolerable(1099));
    assertTrue(new SkippedSteps(11, 1).tolerable(1100));
    assertFalse(new SkippedSteps(11, 11).tolerable(1_000_000));
  }

  /** State files of earlier versions do not have the count. */
  @Test
  void aStateWithoutTheCountHasSkippedNone() throws IOException {
    try (Trainee<Batch> trainee = trainee(0, 1)) {
      trainee.save(new Checkpoint(folder, 0), state(1, new SkippedSteps(1, 0)));
    }
    Path file = folder.resolve("state.json");
    String text = Files.readString(file);
    String without = text.replaceFirst(",\\s*\"skipped\": \\{[^}]*\\}", "");
    assertNotEquals(text, without);
    Files.writeString(file, without);
    assertEquals(SkippedSteps.NONE, new Checkpoint(folder, 0).readState().skipped());
  }
}
