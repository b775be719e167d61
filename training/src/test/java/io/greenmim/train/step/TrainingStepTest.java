package io.greenmim.train.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.greenmim.config.Preprocessing;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Devices;
import io.greenmim.train.device.Placement;
import io.greenmim.train.pretrain.MaskedBatch;
import io.greenmim.train.pretrain.MaskedImageTask;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.task.PhaseListener;
import io.greenmim.train.testing.TinyRuns;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingStepTest {

  /** The same operations on the same numbers, summed in another order. */
  private static final float SAME = 1e-6f;

  /** Sums in another order differ in the last bits. */
  private static final double SUM_ORDER = 2e-5;

  @TempDir Path folder;

  private static Trainee<MaskedBatch> initial(Device... devices) throws IOException {
    return Trainee.initial(TinyRuns.task(), TinyRuns.UPDATES, 7, Placement.on(devices));
  }

  private static Map<String, ByteBuffer> weights(Trainee<MaskedBatch> trainee) {
    Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
    StateDict.of(trainee.task().model())
        .arrays()
        .forEach((name, array) -> bytes.put(name, ByteBuffer.wrap(array.toByteArray())));
    return bytes;
  }

  private static RunState state(long step) {
    return new RunState(RunState.FORMAT, step, 20, 7, 2, 10, "hash", 0, SkippedSteps.NONE);
  }

  @Test
  void theLossFalls() throws IOException {
    try (Trainee<MaskedBatch> trainee = initial(Device.cpu())) {
      double first = trainee.step(List.of(TinyRuns.batch(1, 4)), 3e-3, 0).loss().total();
      double last = first;
      for (int i = 0; i < 40; i++) {
        last = trainee.step(List.of(TinyRuns.batch(1, 4)), 3e-3, i).loss().total();
      }
      assertTrue(last < 0.7 * first, "loss from " + first + " to " + last);
    }
  }

  @Test
  void equalSeedsGiveEqualBits() throws IOException {
    List<Map<String, ByteBuffer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (Trainee<MaskedBatch> trainee = initial(Device.cpu())) {
        for (int i = 0; i < 5; i++) {
          trainee.step(List.of(TinyRuns.batch(i, 2)), 1e-2, i);
        }
        runs.add(weights(trainee));
      }
    }
    assertEquals(runs.get(0), runs.get(1));
  }

  @Test
  void aResumedRunEndsWithTheSameBits() throws IOException {
    Checkpoint checkpoint = new Checkpoint(folder, 0);
    Map<String, ByteBuffer> straight;
    try (Trainee<MaskedBatch> trainee = initial(Device.cpu())) {
      for (int i = 0; i < 6; i++) {
        if (i == 3) {
          trainee.save(checkpoint, state(3));
        }
        trainee.step(List.of(TinyRuns.batch(i, 2)), 1e-2, i);
      }
      straight = weights(trainee);
    }
    try (Trainee<MaskedBatch> trainee =
        Trainee.resumed(
            TinyRuns.task(), TinyRuns.UPDATES, checkpoint, Placement.on(Device.cpu()))) {
      for (int i = 3; i < 6; i++) {
        trainee.step(List.of(TinyRuns.batch(i, 2)), 1e-2, i);
      }
      assertEquals(straight, weights(trainee));
    }
  }

  @Test
  void theAverageOfTheWeightsIsResumedToo() throws IOException {
    UpdateOptions averaging = new UpdateOptions(0.05, 0.9, 0.95, 1, 0.9, 1);
    Placement cpu = Placement.on(Device.cpu());
    Checkpoint checkpoint = new Checkpoint(folder, 0);
    Map<String, ByteBuffer> trained;
    Map<String, ByteBuffer> averaged;
    try (Trainee<MaskedBatch> trainee = Trainee.initial(TinyRuns.task(), averaging, 7, cpu)) {
      for (int i = 0; i < 4; i++) {
        if (i == 2) {
          trainee.save(checkpoint, state(2));
        }
        trainee.step(List.of(TinyRuns.batch(i, 2)), 1e-2, i);
      }
      trained = weights(trainee);
      try (Trainee.Averaged scope = trainee.averaged()) {
        averaged = weights(trainee);
      }
      assertEquals(trained, weights(trainee));
      assertNotEquals(trained, averaged);
    }
    try (Trainee<MaskedBatch> trainee =
        Trainee.resumed(TinyRuns.task(), averaging, checkpoint, cpu)) {
      trainee.step(List.of(TinyRuns.batch(2, 2)), 1e-2, 2);
      trainee.step(List.of(TinyRuns.batch(3, 2)), 1e-2, 3);
      assertEquals(trained, weights(trainee));
      try (Trainee.Averaged scope = trainee.averaged()) {
        assertEquals(averaged, weights(trainee));
      }
    }
  }

  @Test
  void everyGpuComputesTheSameLossAsTheCpu() throws IOException {
    int gpus = Engine.getInstance().getGpuCount();
    assumeTrue(gpus > 0, "no GPU on this machine");
    double expected;
    try (Trainee<MaskedBatch> cpu = initial(Device.cpu())) {
      expected = cpu.step(List.of(TinyRuns.batch(1, 2)), 1e-3, 0).loss().total();
    }
    for (int i = 0; i < gpus; i++) {
      try (Trainee<MaskedBatch> gpu = initial(Device.gpu(i))) {
        assertEquals(
            expected, gpu.step(List.of(TinyRuns.batch(1, 2)), 1e-3, 0).loss().total(), 1e-4);
      }
    }
  }

  /** The same gradients, stochastic depth included, from stages that are run twice. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP32", "REFERENCE"})
  void recomputedStagesGiveTheSameGradients(Precision precision) throws IOException {
    List<Map<String, float[]>> gradients = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (boolean recompute : new boolean[] {false, true}) {
      MaskedImageTask task = TinyRuns.task();
      try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
        StateDict dict = StateDict.of(task.model());
        dict.initialise(manager, ModelFolder.inputShape(TinyRuns.MODEL), 3);
        Placement placement = new Placement(List.of(Device.cpu()), precision, recompute);
        try (Replicas<MaskedBatch> devices =
            new Replicas<>(task, TinyRuns.UPDATES, manager, placement)) {
          losses.add(
              devices
                  .accumulate(
                      List.of(TinyRuns.batch(1, 4), TinyRuns.batch(2, 4)), 5, PhaseListener.NONE)
                  .stream()
                  .mapToDouble(loss -> loss.read().total())
                  .sum());
          Map<String, float[]> all = new LinkedHashMap<>();
          List<String> names = List.copyOf(dict.parameters().keySet());
          List<NDArray> found = devices.gradients();
          for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), found.get(i).toFloatArray());
          }
          gradients.add(all);
        }
      }
    }
    assertEquals(losses.get(0), losses.get(1), SAME);
    gradients
        .get(0)
        .forEach((name, once) -> assertArrayEquals(once, gradients.get(1).get(name), SAME, name));
  }

  @Test
  void theBackwardPassOutlivesTheGarbageCollector() throws IOException {
    MaskedBatch batch = TinyRuns.batch(1, 2);
    double[] norms = new double[2];
    for (int run = 0; run < 2; run++) {
      MaskedImageTask task = TinyRuns.task();
      try (Trainee<MaskedBatch> trainee =
              Trainee.initial(task, TinyRuns.UPDATES, 7, Placement.on(Device.cpu()));
          NDManager manager = trainee.manager().newSubManager();
          GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray pixels = ImageTensors.upload(manager, batch.pixels(), new Shape(2, 3, 64, 64));
        NDArray loss =
            task.model()
                .loss(
                    new ParameterStore(manager, false),
                    ImageTensors.normalise(pixels, Preprocessing.IMAGENET),
                    batch.plan(),
                    false);
        if (run == 1) {
          overwriteFreedMemory();
        }
        collector.backward(loss);
        for (NDArray value : StateDict.of(trainee.task().model()).arrays().values()) {
          norms[run] += value.getGradient().norm().getFloat();
        }
      }
    }
    assertEquals(norms[0], norms[1], SUM_ORDER * norms[0]);
  }

  /** Frees what is unreachable and fills memory of all sizes with numbers that are no indices. */
  private static void overwriteFreedMemory() {
    for (int round = 0; round < 3; round++) {
      System.gc();
      ByteBuffer[] garbage = new ByteBuffer[4000];
      for (int i = 0; i < garbage.length; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(16 << (i % 12));
        while (buffer.hasRemaining()) {
          buffer.put((byte) 0x7F);
        }
        garbage[i] = buffer;
      }
      assertEquals(0, garbage[round].remaining());
    }
  }

  @Test
  void stepsLeaveNoArraysBehind() throws IOException {
    try (Trainee<MaskedBatch> trainee = initial(Device.cpu())) {
      trainee.step(List.of(TinyRuns.batch(1, 2)), 1e-3, 0).loss().total();
      int before = trainee.manager().getManagedArrays().size();
      for (int i = 0; i < 5; i++) {
        trainee.step(List.of(TinyRuns.batch(i, 2)), 1e-3, i);
      }
      assertEquals(before, trainee.manager().getManagedArrays().size());
    }
  }

  @Test
  void anInterruptedInstallationIsFinished() throws IOException {
    Checkpoint checkpoint = new Checkpoint(folder, 0);
    Path other = folder.resolve("other");
    try (Trainee<MaskedBatch> trainee = initial(Device.cpu())) {
      trainee.save(checkpoint, state(1));
      trainee.step(List.of(TinyRuns.batch(1, 2)), 1e-2, 1);
      Files.createDirectories(other);
      trainee.save(new Checkpoint(other, 0), state(2));
      // The moment after the new checkpoint became whole and its first file was moved.
      Path whole = Files.createDirectory(folder.resolve(".checkpoint-whole"));
      Files.move(
          other.resolve("model.safetensors"),
          folder.resolve("model.safetensors"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.move(other.resolve("config.json"), whole.resolve("config.json"));
      Files.move(other.resolve("optimizer.safetensors"), whole.resolve("optimizer.safetensors"));
      Files.move(other.resolve("state.json"), whole.resolve("state.json"));
      Files.createDirectory(folder.resolve(".checkpoint-writing"));
      checkpoint.recover();
      assertEquals(2, checkpoint.readState().step());
      assertFalse(Files.exists(whole));
      assertFalse(Files.exists(folder.resolve(".checkpoint-writing")));
      try (Trainee<MaskedBatch> resumed =
          Trainee.resumed(
              TinyRuns.task(), TinyRuns.UPDATES, checkpoint, Placement.on(Device.cpu()))) {
        assertEquals(weights(trainee), weights(resumed));
      }
    }
  }

  @Test
  void damagedAndForeignCheckpointsAreRefused() throws IOException {
    Checkpoint checkpoint = new Checkpoint(folder, 0);
    try (Trainee<MaskedBatch> trainee = initial(Device.cpu())) {
      trainee.save(checkpoint, state(1));
    }
    Path weights = folder.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(whole.length - 4);
    }
    assertRefused(checkpoint, "model.safetensors");
    Files.write(weights, whole);
    Path state = folder.resolve("state.json");
    String json = Files.readString(state);
    Files.writeString(state, json.replace("\"step\": 1", "\"step\": 2"));
    assertRefused(checkpoint, "step 2");
    Files.writeString(state, "{");
    assertRefused(checkpoint, "state.json");
    Files.writeString(state, json);
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("tiny_test", "another"));
    assertRefused(checkpoint, "another");
  }

  private static void assertRefused(Checkpoint checkpoint, String named) {
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                Trainee.resumed(
                    TinyRuns.task(), TinyRuns.UPDATES, checkpoint, Placement.on(Device.cpu())));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void devicesThatAreNotThereAreRefused() {
    assertEquals(List.of(Device.cpu()), Devices.parse("cpu"));
    for (String text : List.of("gpu:99", "tpu", "gpu:", "gpu:0,,1")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Devices.parse(text));
      assertTrue(e.getMessage().startsWith("device: "), e.getMessage());
    }
  }
}
