package io.greenmim.ops;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The random numbers of a stretch of a pass: those that the engine's generator for the CPU gives
 * after a seed, one after another. The engine has one such generator for all threads; here each
 * pass has numbers of its own, whatever other threads draw meanwhile, and many come in one copy.
 */
final class PassNoise {

  /** Two of a block, for the deepest stage there is, and some to spare. */
  private static final int DRAWS = 64;

  private static final Object GENERATOR = new Object();

  private final NDManager manager;
  private final int seed;
  private NDArray numbers;
  private long taken;

  /**
   * Makes the numbers of a seed; none is drawn yet.
   *
   * @param manager owns the numbers and names their device
   * @param seed the seed
   */
  PassNoise(NDManager manager, int seed) {
    this.manager = manager;
    this.seed = seed;
  }

  /**
   * Returns the next numbers.
   *
   * @param count how many
   * @return uniform numbers in [0, 1), (count), float32
   */
  NDArray next(int count) {
    if (numbers == null) {
      numbers = draw((long) DRAWS * count);
    }
    while (taken + count > numbers.size()) {
      // The numbers of a seed begin alike, however many are drawn.
      long more = 2 * numbers.size();
      numbers.close();
      numbers = draw(more);
    }
    NDArray next = numbers.get(new NDIndex("{}:{}", taken, taken + count));
    taken += count;
    return next;
  }

  private NDArray draw(long count) {
    try (NDManager host = manager.newSubManager(Device.cpu());
        ArrayScope scope = new ArrayScope()) {
      NDArray drawn;
      synchronized (GENERATOR) {
        Engine.getInstance().setRandomSeed(seed);
        drawn = host.randomUniform(0, 1, new Shape(count), DataType.FLOAT32);
      }
      NDArray here = drawn.toDevice(manager.getDevice(), false);
      here.attach(manager);
      NDScope.unregister(here);
      return here;
    }
  }
}
