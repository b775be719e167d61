package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import com.sun.management.OperatingSystemMXBean;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.device.Placement;
import io.greenmim.train.pretrain.MaskedBatch;
import io.greenmim.train.pretrain.MaskedImageTask;
import io.greenmim.train.step.Trainee;
import io.greenmim.train.task.StepPhase;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures a case of the pre-training benchmark in this virtual machine. */
final class PretrainRunner {

  private static final double LEARNING_RATE = 1e-5;
  private static final int MOST_LOADER_THREADS = 8;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final PretrainCase settings;

  /** What was held when a phase of the first step had ended. */
  private final Map<StepPhase, Long> held = new EnumMap<>(StepPhase.class);

  PretrainRunner(PretrainCase settings) {
    this.settings = settings;
  }

  /** Takes the steps; a loss or gradient that is not finite is an error. */
  PretrainSample run() throws IOException, InterruptedException {
    Device device = SingleDevice.parse(settings.device());
    ModelConfig config = settings.modelOptions().toConfig();
    MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
    int threads = Math.min(MOST_LOADER_THREADS, Runtime.getRuntime().availableProcessors());
    MemoryBatches batches = new MemoryBatches(settings, model);
    try (NDManager manager = NDManager.newBaseManager(device);
        BatchLoader<MaskedBatch> loader =
            batches.load(settings.warmup() + settings.steps(), threads)) {
      MatrixPeak peak = new MatrixPeak(manager, settings.precision(), settings.matrix());
      // A first product loads what the engine loads late; large ones would leave memory behind
      // that the model then uses.
      new MatrixPeak(manager, settings.precision(), 1).measure();
      long idle = HeldMemory.measure(device).current();
      peak.measure();
      PhaseClock<StepPhase> clock = new PhaseClock<>(manager, StepPhase.class);
      Placement placement =
          new Placement(List.of(device), settings.precision(), settings.recompute());
      List<Double> processor = new ArrayList<>();
      FlopCount flops;
      MemoryUse memory;
      try (Trainee<MaskedBatch> trainee =
          Trainee.initial(new MaskedImageTask(config), updates(), settings.seed(), placement)) {
        flops = takeSteps(trainee, loader, clock, model, processor);
        memory = memory(trainee, HeldMemory.measure(device), idle);
      }
      peak.measure();
      return new PretrainSample(
          clock.millis(StepPhase.LOAD),
          clock.millis(StepPhase.FORWARD),
          clock.millis(StepPhase.BACKWARD),
          clock.millis(StepPhase.OPTIMISER),
          batches.planningMillis(),
          processor,
          flops,
          memory,
          peak.rate(),
          SingleDevice.describe(device));
    }
  }

  private UpdateOptions updates() {
    return PretrainRecipe.of(settings.method(), settings.model(), 1).update();
  }

  private FlopCount takeSteps(
      Trainee<MaskedBatch> trainee,
      BatchLoader<MaskedBatch> loader,
      PhaseClock<StepPhase> clock,
      MaskedImageModel model,
      List<Double> processor)
      throws IOException, InterruptedException {
    FlopCount sum = FlopCount.ZERO;
    for (int step = 0; loader.hasNext(); step++) {
      Interruption.check();
      clock.start();
      long used = PROCESS.getProcessCpuTime();
      MaskedBatch batch = loader.next();
      clock.ended(StepPhase.LOAD);
      Optional<String> fault =
          trainee.step(List.of(batch), LEARNING_RATE, step, phase -> ended(clock, phase)).fault();
      if (fault.isPresent()) {
        throw new UserException(
            "step %s: expected finite numbers, but %s".formatted(step + 1, fault.get()));
      }
      if (step >= settings.warmup()) {
        clock.keep();
        processor.add((PROCESS.getProcessCpuTime() - used) / NANOS_PER_MILLI);
        sum = sum.plus(FlopCounter.masked(model, batch.plan()));
      }
    }
    return sum.times(1.0 / settings.steps());
  }

  /** A GPU is waited for at the end of a step alone: its phases overlap, as they do in training. */
  private void ended(PhaseClock<StepPhase> clock, StepPhase phase) {
    if (phase == StepPhase.OPTIMISER) {
      clock.done(phase);
    } else {
      clock.ended(phase);
    }
    if (!held.containsKey(phase)) {
      try {
        held.put(phase, HeldMemory.measure(SingleDevice.parse(settings.device())).current());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private MemoryUse memory(Trainee<MaskedBatch> trainee, HeldMemory last, long idle) {
    Collection<Parameter> all = StateDict.of(trainee.task().model()).parameters().values();
    long parameters = all.stream().mapToLong(PretrainRunner::bytes).sum();
    long trained =
        all.stream().filter(Parameter::requiresGradient).mapToLong(PretrainRunner::bytes).sum();
    // AdamW holds two moments of each trained parameter.
    return new MemoryUse(
        last.peak(),
        held.get(StepPhase.FORWARD),
        held.get(StepPhase.BACKWARD),
        idle,
        parameters,
        2 * trained,
        last.what());
  }

  private static long bytes(Parameter parameter) {
    return parameter.getArray().getShape().size() * Float.BYTES;
  }
}
