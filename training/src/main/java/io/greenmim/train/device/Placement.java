package io.greenmim.train.device;

import ai.djl.Device;
import io.greenmim.config.Checks;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PlacementSettings;
import java.util.List;

/**
 * What a model is trained on, and how its passes are computed there.
 *
 * @param devices devices to train on, at least one
 * @param precision numbers of the forward and backward passes
 * @param recompute whether stages are run again for the backward pass, which takes less memory and
 *     more time
 */
public record Placement(List<Device> devices, Precision precision, boolean recompute) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if there is no device
   */
  public Placement {
    devices = List.copyOf(devices);
    Checks.that(!devices.isEmpty(), "devices: expected at least one, got none");
  }

  /**
   * Places a model in float32, without running anything twice.
   *
   * @param devices devices to train on, at least one
   * @return these devices in float32
   */
  public static Placement on(Device... devices) {
    return new Placement(List.of(devices), Precision.FP32, false);
  }

  /**
   * Finds the devices that a run is told to use.
   *
   * @param settings what to train on
   * @return the devices, which are there
   * @throws IllegalArgumentException if the text names no devices, or one that is not there
   */
  public static Placement of(PlacementSettings settings) {
    return new Placement(
        Devices.parse(settings.device()), settings.precision(), settings.recompute());
  }

  /**
   * Returns the device that holds the weights that move.
   *
   * @return the first device
   */
  public Device first() {
    return devices.get(0);
  }

  /**
   * Returns the names of the devices.
   *
   * @return names such as {@code cpu} and {@code gpu:0}
   */
  public List<String> deviceNames() {
    return devices.stream().map(d -> d.isGpu() ? "gpu:" + d.getDeviceId() : "cpu").toList();
  }
}
