package io.greenmim.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What one virtual machine measured of a case.
 *
 * @param load milliseconds that each step waited for its batch
 * @param forward milliseconds of each step's forward pass
 * @param backward milliseconds of each step's backward pass
 * @param optimiser milliseconds of each step's optimiser
 * @param planning milliseconds of planning each batch
 * @param processor milliseconds of processor time of each step, all threads of the process together
 * @param flops work of an image's forward pass, the mean over the measured steps
 * @param memory where the memory went
 * @param peak the best matrix product
 * @param hardware the device, and how many threads work on it
 */
public record PretrainSample(
    List<Double> load,
    List<Double> forward,
    List<Double> backward,
    List<Double> optimiser,
    List<Double> planning,
    List<Double> processor,
    FlopCount flops,
    MemoryUse memory,
    MatrixRate peak,
    String hardware) {

  /** {@return the times of whole steps: milliseconds of each step, waiting counted in} */
  public List<Double> steps() {
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < load.size(); i++) {
      sums.add(load.get(i) + forward.get(i) + backward.get(i) + optimiser.get(i));
    }
    return sums;
  }
}
