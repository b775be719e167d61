package io.greenmim.train.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.Scaling;
import java.util.function.Function;

/**
 * A forward and a backward pass over one batch on one device.
 *
 * @param store gives the parameters on the device and tells the precision
 * @param manager owns the arrays of the pass, which end with it
 * @param weight factor of the loss in the gradient
 * @param recompute whether stages are run again for the backward pass
 * @param noiseSeed seed of whatever is random inside the model
 * @param phases hears of the end of the forward pass
 */
public record Pass(
    ParameterStore store,
    NDManager manager,
    double weight,
    boolean recompute,
    int noiseSeed,
    PhaseListener phases) {

  /**
   * Computes a loss and adds its gradient, times the weight of the pass, to those of the
   * parameters.
   *
   * @param loss computes the loss, a scalar, while gradients are recorded; stages of an encoder
   *     that it runs by what it is given keep what the backward pass needs, or are run again
   * @return the loss, an array of the scope around
   */
  public PassLoss run(Function<StagedPass, NDArray> loss) {
    try (StagedPass stages = new StagedPass(store, recompute, noiseSeed)) {
      PassLoss result;
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope()) {
        NDArray value = loss.apply(stages);
        phases.ended(StepPhase.FORWARD);
        Autograd.backward(Scaling.scale(value, weight));
        result = PassLoss.of(value);
        scope.keep(result.values());
      }
      stages.backward();
      return result;
    }
  }
}
