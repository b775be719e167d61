package io.greenmim.ops;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;

/** A parameter store that tells what a pass is computed with. */
public class PassStore extends ParameterStore {

  private final Precision precision;

  /**
   * Makes a store.
   *
   * @param manager manager that owns copies of parameters on other devices
   * @param precision what the pass is computed with
   */
  public PassStore(NDManager manager, Precision precision) {
    super(manager, false);
    this.precision = precision;
  }

  /**
   * Returns what a pass is computed with.
   *
   * @param store the store of the pass
   * @return the precision that the store tells; float32 for a store of DJL's own
   */
  public static Precision precision(ParameterStore store) {
    return store instanceof PassStore pass ? pass.precision : Precision.FP32;
  }
}
