package io.greenmim.train.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.pretrain.MaskedBatch;
import io.greenmim.train.pretrain.MaskedImageTask;
import io.greenmim.train.task.Pass;
import io.greenmim.train.task.PassLoss;
import io.greenmim.train.task.StepPhase;
import io.greenmim.train.task.Task;
import io.greenmim.train.testing.HostReads;
import io.greenmim.train.testing.TinyRuns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the host reads during a step, and when. On a GPU every read waits until the device has done
 * what it was given, so whatever is given afterwards begins late, on every other device too.
 */
class HostReadsTest {

  private static final String PASS = "pass";
  private static final String READ = "read";
  private static final UpdateOptions ALL = new UpdateOptions(0.05, 0.9, 0.95, 1, 0.9, 1);

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  /** Tells when the passes of a model have been given to their device. */
  private final class Told implements Task<MaskedBatch> {

    private final MaskedImageTask task = TinyRuns.task();

    @Override
    public MaskedImageModel model() {
      return task.model();
    }

    @Override
    public ModelConfig config() {
      return task.config();
    }

    @Override
    public Shape inputShape() {
      return task.inputShape();
    }

    @Override
    public void initialise(NDManager manager, long seed) {
      task.initialise(manager, seed);
    }

    @Override
    public String name() {
      return task.name();
    }

    @Override
    public String lossName() {
      return task.lossName();
    }

    @Override
    public boolean decays(String name, Parameter parameter) {
      return task.decays(name, parameter);
    }

    @Override
    public int images(MaskedBatch batch) {
      return task.images(batch);
    }

    @Override
    public String describe(MaskedBatch batch) {
      return task.describe(batch);
    }

    @Override
    public PassLoss accumulate(MaskedBatch batch, Pass pass) {
      PassLoss loss = task.accumulate(batch, pass);
      events.add(PASS);
      return loss;
    }
  }

  @Test
  void everyReadIsHeard() {
    try (NDManager manager = NDManager.newBaseManager();
        HostReads reads = HostReads.calling(() -> events.add(READ))) {
      manager.create(1f).getFloat();
      manager.create(new float[] {1, 2}).toFloatArray();
      manager.create(true).getBoolean();
      manager.create(3).toByteArray();
    }
    assertEquals(4, events.size());
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "2, false", "2, true", "3, false"})
  void aStepReadsOnceAfterAllPassesAndTheUpdate(int devices, boolean recompute) throws IOException {
    Placement placement =
        new Placement(Collections.nCopies(devices, Device.cpu()), Precision.FP32, recompute);
    List<MaskedBatch> batches = new ArrayList<>();
    for (int i = 0; i < 2 * devices; i++) {
      batches.add(TinyRuns.batch(i, 2));
    }
    try (Trainee<MaskedBatch> trainee = Trainee.initial(new Told(), ALL, 7, placement)) {
      for (int step = 0; step < 2; step++) {
        events.clear();
        try (HostReads reads = HostReads.calling(() -> events.add(READ))) {
          trainee.step(
              batches,
              1e-3,
              step,
              phase -> {
                if (phase == StepPhase.OPTIMISER) {
                  events.add(phase.name());
                }
              });
        }
        List<String> expected = new ArrayList<>(Collections.nCopies(2 * devices, PASS));
        expected.addAll(List.of(StepPhase.OPTIMISER.name(), READ));
        assertEquals(expected, events);
      }
      assertTrue(trainee.steps() == 2);
    }
  }
}
