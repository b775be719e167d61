package io.greenmim.train.loop;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.ImageTensors;
import java.util.List;

/** A model's parameters on one device, and forward and backward passes there. */
final class Replica implements AutoCloseable {

  private final NDManager manager;
  private final ParameterStore store;
  private final List<NDArray> values;

  /** Makes a replica; {@code copy} forces own parameters where the model's own device is used. */
  Replica(NDManager parent, Device device, List<Parameter> parameters, boolean copy) {
    manager = parent.newSubManager(device);
    store = new ParameterStore(manager, copy);
    values =
        parameters.stream().map(parameter -> store.getValue(parameter, device, true)).toList();
  }

  /** The parameters on this device, in the order in which they were given. */
  List<NDArray> values() {
    return values;
  }

  /**
   * Adds the gradient of a batch's loss, times a weight, to the gradients on this device.
   *
   * @return the loss
   */
  double accumulate(MaskedImageModel model, MicroBatch batch, double weight) {
    Shape shape = new Shape(batch.images(), 3, batch.height(), batch.width());
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray pixels = ImageTensors.upload(step, batch.pixels(), shape);
      NDArray images = ImageTensors.normalise(pixels);
      NDArray loss = model.loss(store, images, batch.plan(), true);
      collector.backward(loss.mul(weight));
      return loss.getFloat();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
