package io.greenmim.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Placement;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.train.task.Validation;
import io.greenmim.train.task.WarmStart;
import io.greenmim.train.testing.ToyTask;
import io.greenmim.train.testing.ToyTask.Batch;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of two vectors: what every task has from the common run. */
class RunTest {

  private static final List<Batch> TWENTY = Collections.nCopies(20, ToyTask.squares("v"));
  private static final UpdateOptions PLAIN = new UpdateOptions(0, 0.9, 0.95, 0, 0, 1);

  @TempDir Path folder;

  /** Tells prepared losses, one validation after the other. */
  private record Told(Deque<Double> losses) implements Validation {

    static Told of(Double... losses) {
      return new Told(new ArrayDeque<>(List.of(losses)));
    }

    @Override
    public Optional<Outcome> run(
        NDManager manager, UnreadableImages unreadable, BooleanSupplier stop) {
      return stop.getAsBoolean()
          ? Optional.empty()
          : Optional.of(new Outcome(losses.remove(), Map.of("share", 0.5), 0, ""));
    }
  }

  /** Writes down what it hears. */
  private static final class Heard implements RunHook {

    final List<String> events = new ArrayList<>();

    @Override
    public void begins(RunView run) {
      events.add("begins " + run.start().step());
    }

    @Override
    public void stepTaken(StepResult step) {
      events.add("step " + step.step());
    }

    @Override
    public void checkpointWritten(RunState state) {
      events.add("checkpoint " + state.step());
    }

    @Override
    public void epochEnded(long epoch) {
      events.add("epoch " + epoch);
    }

    @Override
    public void validated(ValidationScore score, boolean best) {
      events.add("validated " + score.loss() + (best ? " best" : ""));
    }

    @Override
    public void told(String message) {
      events.add(message);
    }

    @Override
    public void ended(RunEnd end) {
      events.add("ended " + end.finished());
    }

    @Override
    public void close() {
      events.add("closed");
    }
  }

  private Run.Builder<Batch> run(String name, int epochs, Map<String, Object> settings) {
    Map<String, Object> usual = new HashMap<>(Map.of("loaderThreads", 1, "keep", 9, "seed", 7L));
    usual.putAll(settings);
    return Run.builder(new ToyTask(), ToyTask.data(2, TWENTY))
        .setSettings(RunSettings.in(folder.resolve(name), usual))
        .setEpochs(epochs)
        .setSchedule(steps -> step -> 0.1)
        .optUpdate(PLAIN)
        .optPlacement(Placement.on(Device.cpu()));
  }

  private ByteBuffer weights(String name) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name).resolve("model.safetensors")));
  }

  @Test
  void hooksHearOfEverythingInOrder() throws Exception {
    Heard heard = new Heard();
    RunEnd end =
        run("a", 2, Map.of()).optValidation(Told.of(2.0, 3.0), 1).addHook(heard).build().run();
    assertEquals(
        List.of(
            "begins 0",
            "step 1",
            "step 2",
            "checkpoint 2",
            "epoch 1",
            "validation after epoch 1 (last weights, fp32): loss 2.0000, share 0.5000, the best so"
                + " far",
            "validated 2.0 best",
            "step 3",
            "step 4",
            "checkpoint 4",
            "epoch 2",
            "validation after epoch 2 (last weights, fp32): loss 3.0000, share 0.5000",
            "validated 3.0",
            "ended true",
            "closed"),
        heard.events);
    assertTrue(end.finished());
    assertEquals(
        Optional.of(
            "epoch 1 (last weights, fp32), loss 2.0000; its weights in "
                + folder.resolve("a/best")),
        end.best());
    assertTrue(RunManifest.read(folder.resolve("a")).end().finished());
  }

  /** The best weights are those that were validated, though the run moved on. */
  @Test
  void theBestWeightsAreKept() throws Exception {
    run("a", 2, Map.of()).optValidation(Told.of(2.0, 3.0), 1).build().run();
    run("b", 1, Map.of()).build().run();
    Path best = folder.resolve("a/best");
    assertEquals(
        SafeTensorsFile.open(folder.resolve("b/model.safetensors")).tensors().keySet(),
        SafeTensorsFile.open(best.resolve("model.safetensors")).tensors().keySet());
    try (NDManager manager = NDManager.newBaseManager()) {
      ToyTask kept = new ToyTask();
      StateDict.of(kept.model())
          .load(
              manager, kept.inputShape(), SafeTensorsFile.open(best.resolve("model.safetensors")));
      ToyTask after = new ToyTask();
      StateDict.of(after.model())
          .load(
              manager,
              after.inputShape(),
              SafeTensorsFile.open(folder.resolve("b/model.safetensors")));
      StateDict.of(after.model())
          .arrays()
          .forEach(
              (name, array) ->
                  assertEquals(array, StateDict.of(kept.model()).arrays().get(name), name));
    }
    assertTrue(Files.exists(best.resolve("config.json")));
  }

  @Test
  void aCancelledRunGoesOnToTheSameBits() throws Exception {
    run("straight", 3, Map.of()).optUpdate(averaging()).build().run();
    for (boolean budget : new boolean[] {false, true}) {
      String name = budget ? "budget" : "cancelled";
      Map<String, Object> settings = budget ? Map.of("maxHours", 1e-12) : Map.of();
      List<Run<Batch>> holder = new ArrayList<>();
      RunHook canceller =
          new RunHook() {
            @Override
            public void stepTaken(StepResult step) {
              if (step.step() == 3 && !budget) {
                holder.get(0).cancel();
              }
            }
          };
      Run<Batch> first = run(name, 3, settings).optUpdate(averaging()).addHook(canceller).build();
      holder.add(first);
      RunEnd end = first.run();
      assertFalse(end.finished());
      assertEquals(budget ? 1 : 3, end.state().step());
      assertFalse(RunManifest.read(folder.resolve(name)).end().finished());
      UserException other =
          assertThrows(UserException.class, () -> run(name, 3, Map.of()).build().run());
      assertTrue(other.getMessage().contains("holds another run"), other.getMessage());
      RunEnd resumed = run(name, 3, Map.of("resume", true)).optUpdate(averaging()).build().run();
      assertTrue(resumed.finished());
      assertEquals(weights("straight"), weights(name));
    }
  }

  private static UpdateOptions averaging() {
    return new UpdateOptions(0.05, 0.9, 0.95, 1, 0.9, 1);
  }

  @Test
  void aRunThatGetsNoBetterEnds() throws Exception {
    Told losses = Told.of(3.0, 2.0, 2.5, 2.0, 1.0, 9.0);
    Heard heard = new Heard();
    RunEnd end =
        run("a", 10, Map.of("patience", 2)).optValidation(losses, 1).addHook(heard).build().run();
    assertEquals(8, end.state().step(), "two epochs after the best one");
    assertTrue(end.finished());
    assertEquals(2, losses.losses().size());
    assertEquals(8, new Checkpoint(folder.resolve("a"), 0).readState().step());
    RunEnd again =
        run("a", 10, Map.of("patience", 2, "resume", true)).optValidation(losses, 1).build().run();
    assertEquals(8, again.state().step(), "nothing is left to do");
    RunEnd patient =
        run("a", 6, Map.of("patience", 4, "resume", true)).optValidation(losses, 1).build().run();
    assertEquals(12, patient.state().step());
    assertEquals(
        1.0, ValidationLog.open(folder.resolve("a"), 20).best(losses::merit).orElseThrow().loss());
  }

  /** A run that was stopped before it was validated is validated when it goes on. */
  @Test
  void aMissingValidationIsMade() throws Exception {
    List<Run<Batch>> holder = new ArrayList<>();
    RunHook canceller =
        new RunHook() {
          @Override
          public void epochEnded(long epoch) {
            holder.get(0).cancel();
          }
        };
    Run<Batch> first =
        run("a", 2, Map.of()).optValidation(Told.of(5.0), 1).addHook(canceller).build();
    holder.add(first);
    assertFalse(first.run().finished());
    Heard heard = new Heard();
    run("a", 2, Map.of("resume", true))
        .optValidation(Told.of(2.0, 1.0), 1)
        .addHook(heard)
        .build()
        .run();
    assertEquals(
        List.of("begins 2", "the report of epoch 1 is missing and made now", "epoch 1"),
        heard.events.subList(0, 3));
  }

  @Test
  void aWarmStartReplacesWhatIsDrawn() throws Exception {
    run("a", 1, Map.of()).build().run();
    SafeTensorsFile trained = SafeTensorsFile.open(folder.resolve("a/model.safetensors"));
    Heard heard = new Heard();
    RunHook looks =
        new RunHook() {
          @Override
          public void begins(RunView run) throws IOException {
            StateDict.of(run.task().model())
                .arrays()
                .forEach((name, array) -> heard.events.add(name + array.toFloatArray()[0]));
            assertEquals("one of two", run.origin().options().get("initialWeights"));
          }
        };
    run("b", 1, Map.of("maxSteps", 1L))
        .optWarmStart(() -> new WarmStart("one of two", Map.of("v", trained.tensors().get("v"))))
        .addHook(looks)
        .build()
        .run();
    run("c", 1, Map.of("maxSteps", 1L))
        .optWarmStart(() -> new WarmStart("one of two", Map.of()))
        .addHook(looks)
        .build()
        .run();
    assertFalse(heard.events.get(0).equals(heard.events.get(2)), "v is that of the other run");
    assertEquals(heard.events.get(1), heard.events.get(3), "w is drawn");
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                run("d", 1, Map.of())
                    .optWarmStart(() -> new WarmStart("", Map.of("x", trained.tensors().get("v"))))
                    .build()
                    .run());
    assertEquals(
        "weights to start from: x: expected a shape of nothing of the model, got (2)",
        refused.getMessage());
  }

  /** Only what was there before stays. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWarmStartThatCannotBeReadLeavesNoFolder(boolean isThere) throws Exception {
    Path output = folder.resolve("a");
    if (isThere) {
      Files.createDirectory(output);
    }
    Run<Batch> run =
        run("a", 1, Map.of())
            .optWarmStart(
                () -> {
                  throw new IOException("no such weights");
                })
            .build();

    assertEquals("no such weights", assertThrows(IOException.class, run::run).getMessage());
    assertEquals(isThere, Files.exists(output));
  }

  @Test
  void everyHookIsClosedWhateverTheOthersThrow() {
    List<String> events = new ArrayList<>();
    RunHook fails =
        new RunHook() {
          @Override
          public void stepTaken(StepResult step) {
            throw new IllegalStateException("no step");
          }

          @Override
          public void close() throws IOException {
            events.add("fails");
            throw new IOException("no end");
          }
        };
    Heard heard = new Heard();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () -> run("a", 1, Map.of()).addHook(fails).addHook(heard).build().run());
    assertEquals("no step", thrown.getMessage());
    assertEquals("no end", thrown.getSuppressed()[0].getMessage());
    assertEquals(List.of("fails"), events);
    assertEquals(List.of("begins 0", "closed"), heard.events);
  }

  @Test
  void aRunRunsOnce() throws Exception {
    run("a", 1, Map.of()).build().run();
    Run<Batch> resumed = run("a", 2, Map.of("resume", true)).build();
    resumed.run();
    String message = assertThrows(IllegalStateException.class, resumed::run).getMessage();
    assertEquals("run: expected one call, got another; build a run for each", message);
  }

  @Test
  void whatIsMissingIsTold() {
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () -> Run.builder(new ToyTask(), ToyTask.data(2, TWENTY)).build());
    assertEquals("settings: expected a value, got none", none.getMessage());
    assertThrows(NullPointerException.class, () -> run("a", 1, Map.of()).addHook(null));
  }
}
