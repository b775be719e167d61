package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.greenmim.train.report.ResidentMemory;
import java.io.IOException;

/**
 * The memory that a run is judged by: the resident memory of the process, or what is taken of a
 * GPU. The engine keeps a GPU's memory once it has it, so the last reading there is the peak.
 *
 * @param current bytes held now
 * @param peak most bytes ever held
 * @param what what was measured
 */
record HeldMemory(long current, long peak, String what) {

  static HeldMemory measure(Device device) throws IOException {
    if (device.isGpu()) {
      long used = CudaUtils.getGpuMemory(device).getUsed();
      return new HeldMemory(used, used, "device memory, other programs counted in");
    }
    ResidentMemory memory = ResidentMemory.measure();
    return new HeldMemory(memory.currentBytes(), memory.peakBytes(), memory.source().text());
  }
}
