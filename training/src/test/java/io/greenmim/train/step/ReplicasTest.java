package io.greenmim.train.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.pretrain.MaskedBatch;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.task.PhaseListener;
import io.greenmim.train.testing.TinyRuns;
import io.greenmim.train.testing.ToyTask;
import io.greenmim.train.testing.ToyTask.Batch;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several replicas, which a machine without a GPU has on its processor. */
class ReplicasTest {

  private static final double RATE = 0.1;
  private static final double SAME = 1e-6;

  /** Sums in another order differ in the last bits. */
  private static final float SUM_ORDER = 2e-5f;

  private static final long PATIENCE_SECONDS = 30;
  private static final UpdateOptions CLIPPED = new UpdateOptions(0.05, 0.9, 0.95, 0.5, 0.9, 1);

  @TempDir Path folder;

  private static Placement cpus(int count) {
    Device[] cpus = new Device[count];
    Arrays.fill(cpus, Device.cpu());
    return Placement.on(cpus);
  }

  private static <B> Map<String, float[]> weights(Trainee<B> trainee) {
    Map<String, float[]> values = new LinkedHashMap<>();
    StateDict.of(trainee.task().model())
        .arrays()
        .forEach((name, array) -> values.put(name, array.toFloatArray()));
    return values;
  }

  private static <B> Map<String, ByteBuffer> bits(Trainee<B> trainee) {
    Map<String, ByteBuffer> bits = new LinkedHashMap<>();
    StateDict.of(trainee.task().model())
        .arrays()
        .forEach((name, array) -> bits.put(name, ByteBuffer.wrap(array.toByteArray())));
    return bits;
  }

  /** A pass that begins only once as many are under way: one after another they would never. */
  private static Batch meeting(CyclicBarrier others) {
    return new Batch(
        "meeting",
        (v, w) -> {
          try {
            others.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("the passes take turns", e);
          }
          return v.square().sum();
        });
  }

  @Test
  void thePassesOfAllReplicasRunAtOnce() throws IOException {
    CyclicBarrier three = new CyclicBarrier(3);
    Batch batch = meeting(three);
    try (Trainee<Batch> trainee = Trainee.initial(new ToyTask(), TinyRuns.UPDATES, 3, cpus(3))) {
      for (int step = 0; step < 2; step++) {
        // Two passes on each of three.
        List<Batch> batches = List.of(batch, batch, batch, batch, batch, batch);
        assertTrue(trainee.step(batches, RATE, step).fault().isEmpty());
      }
    }
  }

  /** The gradient of the first device alone is zero; so is that of the others for the rest. */
  @Test
  void aGradientThatOnlyAnotherDeviceHasMovesTheWeights() throws IOException {
    List<Batch> batches = List.of(ToyTask.squares("v"), ToyTask.squares("w"));
    for (UpdateOptions updates : List.of(TinyRuns.UPDATES, CLIPPED)) {
      try (Trainee<Batch> one = Trainee.initial(new ToyTask(), updates, 3, cpus(1));
          Trainee<Batch> two = Trainee.initial(new ToyTask(), updates, 3, cpus(2))) {
        Map<String, float[]> before = weights(two);
        for (int step = 0; step < 3; step++) {
          Trainee.Outcome alone = one.step(batches, RATE, step);
          Trainee.Outcome together = two.step(batches, RATE, step);
          assertEquals(alone.loss().total(), together.loss().total(), SAME);
          assertEquals(alone.gradNorm().orElseThrow(), together.gradNorm().orElseThrow(), SAME);
        }
        weights(one)
            .forEach(
                (name, expected) -> {
                  float[] actual = weights(two).get(name);
                  for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], actual[i], SAME, name);
                    assertTrue(Math.abs(actual[i] - before.get(name)[i]) > RATE, name);
                  }
                });
      }
    }
  }

  @Test
  void allReplicasHaveTheSameBitsAfterEveryStep() throws IOException {
    ToyTask task = new ToyTask();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      task.initialise(manager, 3);
      List<Parameter> parameters =
          StateDict.of(task.model()).parameters().values().stream().toList();
      try (Replicas<Batch> devices = new Replicas<>(task, CLIPPED, manager, cpus(3))) {
        List<Batch> batches =
            List.of(ToyTask.squares("v"), ToyTask.squares("w"), ToyTask.squares("v"));
        devices.accumulate(batches, 0, PhaseListener.NONE);
        devices.gradients().forEach(gradient -> gradient.muli(0.5f));
        devices.shareGradients();
        for (int replica = 0; replica < 3; replica++) {
          List<NDArray> gradients = devices.gradients(replica);
          for (int p = 0; p < parameters.size(); p++) {
            NDArray value = parameters.get(p).getArray();
            double share = parameters.get(p).getName().equals("v") ? 2.0 / 3 : 1.0 / 3;
            float[] gradient = gradients.get(p).toFloatArray();
            for (int i = 0; i < gradient.length; i++) {
              // Half of the mean of the gradients 2 x of some of the passes.
              assertEquals(share * value.getFloat(i), gradient[i], SAME);
            }
          }
        }
      }
    }
  }

  @Test
  void twoReplicasEqualOneDeviceWithTwoBatches() throws IOException {
    List<MaskedBatch> batches = List.of(TinyRuns.batch(1, 2), TinyRuns.batch(2, 2));
    try (Trainee<MaskedBatch> one = Trainee.initial(TinyRuns.task(), CLIPPED, 7, cpus(1));
        Trainee<MaskedBatch> two = Trainee.initial(TinyRuns.task(), CLIPPED, 7, cpus(2))) {
      for (int i = 0; i < 3; i++) {
        assertEquals(
            one.step(batches, 1e-3, i).loss().total(),
            two.step(batches, 1e-3, i).loss().total(),
            SUM_ORDER);
      }
      Map<String, float[]> actual = weights(two);
      weights(one).forEach((name, w) -> assertArrayEquals(w, actual.get(name), SUM_ORDER, name));
    }
  }

  /** Stochastic depth included, whose numbers are drawn on several threads. */
  @Test
  void twoReplicasAreReproducibleAndResumeToTheSameBits() throws IOException {
    List<Map<String, ByteBuffer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (Trainee<MaskedBatch> trainee = Trainee.initial(TinyRuns.task(), CLIPPED, 7, cpus(2))) {
        steps(trainee, 0, 3);
        if (run == 0) {
          RunState state =
              new RunState(RunState.FORMAT, 3, 20, 7, 4, 10, "hash", 0, SkippedSteps.NONE);
          trainee.save(new Checkpoint(folder, 0), state);
        }
        steps(trainee, 3, 6);
        runs.add(bits(trainee));
      }
    }
    assertEquals(runs.get(0), runs.get(1));
    try (Trainee<MaskedBatch> resumed =
        Trainee.resumed(TinyRuns.task(), CLIPPED, new Checkpoint(folder, 0), cpus(2))) {
      steps(resumed, 3, 6);
      assertEquals(runs.get(0), bits(resumed));
    }
  }

  private static void steps(Trainee<MaskedBatch> trainee, int from, int to) {
    for (int i = from; i < to; i++) {
      trainee.step(List.of(TinyRuns.batch(2L * i, 2), TinyRuns.batch(2L * i + 1, 2)), 1e-2, i);
    }
  }

  @Test
  void twoGpusEqualTheProcessor() throws IOException {
    int gpus = Engine.getInstance().getGpuCount();
    assumeTrue(gpus > 0, "no GPU on this machine");
    Placement both = Placement.on(Device.gpu(0), Device.gpu(gpus - 1));
    try (Trainee<MaskedBatch> cpu = Trainee.initial(TinyRuns.task(), CLIPPED, 7, cpus(1));
        Trainee<MaskedBatch> two = Trainee.initial(TinyRuns.task(), CLIPPED, 7, both)) {
      steps(cpu, 0, 2);
      steps(two, 0, 2);
      Map<String, float[]> actual = weights(two);
      weights(cpu).forEach((name, w) -> assertArrayEquals(w, actual.get(name), 1e-3f, name));
    }
  }

  @Test
  void aFailureOnAnotherThreadIsTheCallersAndTheNextStepIsTaken() throws IOException {
    Batch good = ToyTask.squares("v");
    Batch broken =
        new Batch(
            "broken",
            (v, w) -> {
              throw new IllegalArgumentException("no such region");
            });
    try (Trainee<Batch> trainee = Trainee.initial(new ToyTask(), TinyRuns.UPDATES, 3, cpus(2))) {
      Map<String, ByteBuffer> before = bits(trainee);
      IllegalArgumentException failed =
          assertThrows(
              IllegalArgumentException.class, () -> trainee.step(List.of(good, broken), RATE, 0));
      assertEquals("no such region", failed.getMessage());
      assertEquals(before, bits(trainee));
      assertTrue(trainee.step(List.of(good, good), RATE, 1).fault().isEmpty());
    }
  }
}
