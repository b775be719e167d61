package io.greenmim.bench;

/**
 * Where the memory of a run goes.
 *
 * @param peak most bytes held
 * @param idle bytes held before the model was made: the virtual machine, the engine, the images
 * @param parameters bytes of the parameters
 * @param gradients bytes of their gradients
 * @param optimiser bytes of the optimiser's state
 * @param what what {@code peak} and {@code idle} measure
 */
public record MemoryUse(
    long peak, long idle, long parameters, long gradients, long optimiser, String what) {

  /**
   * Returns what the passes themselves take: activations and scratch space.
   *
   * @return bytes, the peak less everything else; not negative
   */
  public long activations() {
    return Math.max(0, peak - idle - parameters - gradients - optimiser);
  }
}
