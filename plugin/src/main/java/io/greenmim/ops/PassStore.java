package io.greenmim.ops;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;

/**
 * A parameter store that tells what a pass is computed with, and has the random numbers of the
 * pass. For one pass on one thread.
 */
public class PassStore extends ParameterStore {

  private final NDManager manager;
  private final Precision precision;
  private PassNoise noise;

  /**
   * Makes a store.
   *
   * @param manager manager that owns copies of parameters on other devices, and random numbers
   * @param precision what the pass is computed with
   */
  public PassStore(NDManager manager, Precision precision) {
    super(manager, false);
    this.manager = manager;
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

  /**
   * Starts the random numbers of a pass anew: equal seeds give equal numbers.
   *
   * @param store the store of the pass; of one of DJL's own the engine's generator is seeded, which
   *     all threads share
   * @param seed the seed
   */
  public static void seed(ParameterStore store, int seed) {
    if (store instanceof PassStore pass) {
      pass.noise = new PassNoise(pass.manager, seed);
    } else {
      Engine.getInstance().setRandomSeed(seed);
    }
  }

  /**
   * Draws the next random numbers of a pass.
   *
   * @shape result (count)
   * @param store the store of the pass; without a seed, or for a store of DJL's own, the numbers
   *     are the engine's
   * @param manager owns the numbers and names the device of the pass
   * @param count how many
   * @return uniform numbers in [0, 1), float32
   */
  public static NDArray uniform(ParameterStore store, NDManager manager, int count) {
    if (store instanceof PassStore pass && pass.noise != null) {
      return pass.noise.next(count);
    }
    return manager.randomUniform(0, 1, new Shape(count), DataType.FLOAT32);
  }
}
