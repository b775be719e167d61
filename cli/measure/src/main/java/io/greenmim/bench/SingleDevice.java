package io.greenmim.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.Checks;
import io.greenmim.host.Processor;
import io.greenmim.ops.EngineInfo;
import io.greenmim.train.device.Devices;
import java.io.IOException;
import java.util.List;

/** The device of a benchmark: times and memory are those of one. */
public final class SingleDevice {

  private SingleDevice() {}

  /**
   * Reads a device option.
   *
   * @param text as {@link Devices#parse} takes it
   * @return the device
   * @throws IllegalArgumentException if the text names no device, one that is not there, or several
   */
  public static Device parse(String text) {
    List<Device> devices = Devices.parse(text);
    Checks.that(devices.size() <= 1, "device: expected one device, got %s", text);
    return devices.get(0);
  }

  /**
   * Waits until a GPU has done all that it was given; other devices are never behind.
   *
   * @param manager names the device
   */
  public static void await(NDManager manager) {
    if (manager.getDevice().isGpu()) {
      // A value crosses to the host only once everything before it is done.
      try (NDArray value = manager.create(0f)) {
        value.getFloat();
      }
    }
  }

  /**
   * Describes a device.
   *
   * @param device the device
   * @return the GPU's name in options, or the processor's model and how many threads compute
   * @throws IOException if the processor's description cannot be read
   */
  public static String describe(Device device) throws IOException {
    if (device.isGpu()) {
      return "gpu:" + device.getDeviceId();
    }
    return "%s, %s threads"
        .formatted(Processor.current().model(), EngineInfo.load().intraOpThreads());
  }
}
