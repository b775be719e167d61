package io.greenmim.cli.machine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import io.greenmim.cli.option.FailureReport;
import io.greenmim.ops.EngineInfo;
import java.util.Optional;

/**
 * Whether the engine loads, and computes where its native library was built to compute.
 *
 * @param engine the engine, empty if it cannot be loaded
 * @param problem what is wrong, one line; empty if nothing is
 */
record EngineCheck(Optional<EngineInfo> engine, Optional<String> problem) {

  /**
   * Loads the engine and, with a library for CUDA, adds two numbers on the first GPU.
   *
   * @return what was found
   */
  static EngineCheck run() {
    EngineInfo engine;
    try {
      engine = EngineInfo.load();
    } catch (EngineException e) {
      return new EngineCheck(
          Optional.empty(),
          Optional.of("the engine cannot be loaded: " + FailureReport.message(e)));
    }
    return new EngineCheck(Optional.of(engine), engine.cuda() ? gpuProblem() : Optional.empty());
  }

  private static Optional<String> gpuProblem() {
    try (NDManager manager = NDManager.newBaseManager(Device.gpu(0), "PyTorch")) {
      float sum = manager.ones(new Shape(1)).add(1).getFloat();
      if (sum != 2) {
        return Optional.of("1 + 1 is " + sum + " on gpu:0");
      }
      // DJL counts GPUs through libcudart and falls back to the CPU where it counts none.
      return CudaUtils.getGpuCount() > 0
          ? Optional.empty()
          : Optional.of("gpu:0 works, but DJL did not find it at its start; run this again");
    } catch (EngineException e) {
      return Optional.of(
          "the library was built for CUDA, but gpu:0 cannot be used: " + FailureReport.message(e));
    }
  }
}
