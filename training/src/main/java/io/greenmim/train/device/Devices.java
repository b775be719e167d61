package io.greenmim.train.device;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.greenmim.config.Checks;
import java.util.ArrayList;
import java.util.List;

/** Devices that a run was asked to use. */
public final class Devices {

  private Devices() {}

  /**
   * Reads a device option.
   *
   * @param text {@code auto} (the first GPU if there is one, else the CPU), {@code cpu}, {@code
   *     gpu} (the first one) or {@code gpu:0,1}
   * @return the devices, at least one
   * @throws IllegalArgumentException if the text is none of these or names a GPU that is not there
   */
  public static List<Device> parse(String text) {
    int available = Engine.getInstance().getGpuCount();
    if (text.equals("cpu") || (text.equals("auto") && available == 0)) {
      return List.of(Device.cpu());
    }
    if (text.equals("gpu") || text.equals("auto")) {
      return List.of(gpu(text, 0, available));
    }
    Checks.that(
        text.matches("gpu:\\d{1,3}(,\\d{1,3})*"),
        "device: expected auto, cpu, gpu or gpu:0,1, got %s",
        text);
    List<Device> devices = new ArrayList<>();
    for (String id : text.substring("gpu:".length()).split(",", -1)) {
      Device device = gpu(text, Integer.parseInt(id), available);
      Checks.that(!devices.contains(device), "device: expected each GPU once, got %s", text);
      devices.add(device);
    }
    return devices;
  }

  private static Device gpu(String text, int id, int available) {
    Checks.that(
        id < available,
        "device: %s asks for GPU %s, but the engine sees %s; 'greenmim doctor' tells more",
        text,
        id,
        available == 0 ? "no GPU" : available + " GPU(s)");
    return Device.gpu(id);
  }
}
