package io.greenmim.train.bench;

import ai.djl.Device;
import io.greenmim.train.loop.Devices;
import java.util.List;

/** The device of a benchmark: times and memory are those of one. */
final class SingleDevice {

  private SingleDevice() {}

  /**
   * Reads a device option.
   *
   * @param text as {@link Devices#parse} takes it
   * @return the device
   * @throws IllegalArgumentException if the text names no device, one that is not there, or several
   */
  static Device parse(String text) {
    List<Device> devices = Devices.parse(text);
    if (devices.size() > 1) {
      throw new IllegalArgumentException("--device: expected one device, got " + text);
    }
    return devices.get(0);
  }
}
