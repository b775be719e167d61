package io.greenmim.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Function;

/**
 * A step of AdamW (Loshchilov and Hutter, 2017, arXiv 1711.05101, algorithm 2) over many parameters
 * in one call of the engine, each value read and written once.
 */
public final class FusedAdamW {

  private FusedAdamW() {}

  /**
   * What a step moves.
   *
   * @param value a parameter
   * @param gradient its gradient
   * @param first its first moment
   * @param second its second moment
   */
  public record Slot(NDArray value, NDArray gradient, NDArray first, NDArray second) {}

  /**
   * Constants of a step.
   *
   * @param learningRate learning rate
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param eps added to the root of the bias-corrected second moment
   * @param decay decoupled weight decay
   */
  public record Constants(
      double learningRate, double beta1, double beta2, double eps, double decay) {}

  /**
   * Moves parameters by their gradients.
   *
   * @shape a slot's four arrays alike
   * @param slots the parameters, all on one device, float32
   * @param constants constants of the step
   * @param step number of the step, from 1
   * @param skip a scalar on that device, float32: 1 leaves values and moments as they are, whatever
   *     the gradients hold; 0 for an ordinary step
   */
  public static void step(List<Slot> slots, Constants constants, long step, NDArray skip) {
    if (slots.isEmpty()) {
      return;
    }
    Device device = slots.get(0).value().getDevice();
    try (Autograd.Paused paused = Autograd.pause();
        ArrayScope scope = new ArrayScope();
        NDManager manager = slots.get(0).value().getManager().newSubManager(device);
        NDManager host = manager.newSubManager(Device.cpu())) {
      NDList inputs = new NDList();
      inputs.addAll(list("values", slots, Slot::value));
      inputs.addAll(list("gradients", slots, Slot::gradient));
      inputs.addAll(list("firsts", slots, Slot::first));
      inputs.addAll(list("seconds", slots, Slot::second));
      inputs.add(manager.full(new Shape(), (float) step));
      inputs.add(settings(host, constants));
      inputs.add(skip);
      Kernels.on(KernelSource.COMMON, device, Precision.FP32).call("adamw", inputs);
    }
  }

  private static NDArray settings(NDManager host, Constants c) {
    double[] values = {c.learningRate(), c.beta1(), c.beta2(), c.eps(), c.decay()};
    return host.create(values).toType(DataType.FLOAT64, false);
  }

  private static NDList list(String name, List<Slot> slots, Function<Slot, NDArray> part) {
    return Kernels.list(name, slots.stream().map(part).toList());
  }
}
