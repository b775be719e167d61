package io.greenmim.bench;

/**
 * Where the memory of a run goes.
 *
 * @param peak most bytes held
 * @param forward bytes held after the first step's forward pass
 * @param backward bytes held after the first step's backward pass; what an allocator keeps of
 *     arrays that are gone counts
 * @param idle bytes held before the model was made: the virtual machine, the engine, the images
 * @param parameters bytes of the parameters
 * @param optimiser bytes of the optimiser's state
 * @param what what the first four measure
 */
public record MemoryUse(
    long peak,
    long forward,
    long backward,
    long idle,
    long parameters,
    long optimiser,
    String what) {

  /**
   * Returns what a method needs beside the weights and what moves them: activations, gradients,
   * scratch space, and the program itself.
   *
   * @return bytes, the peak less parameters and optimiser; not negative
   */
  public long held() {
    return Math.max(0, peak - parameters - optimiser);
  }
}
