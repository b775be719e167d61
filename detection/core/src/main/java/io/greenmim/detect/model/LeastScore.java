package io.greenmim.detect.model;

import ai.djl.ndarray.NDList;

/** From which score on a pass for inference has to tell objects. */
final class LeastScore {

  private LeastScore() {}

  /** Reads it behind the images, if it is there; 0 otherwise. */
  static double of(NDList inputs) {
    return inputs.size() > 1 ? inputs.get(1).toDoubleArray()[0] : 0;
  }
}
