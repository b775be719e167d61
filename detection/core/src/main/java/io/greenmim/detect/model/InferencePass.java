package io.greenmim.detect.model;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.function.BiFunction;

/** Runs passes of a detector that finds objects and is not trained meanwhile. */
final class InferencePass {

  private final MaskRcnn model;
  private final NDManager manager;

  /** Null for what the model serves with. */
  private final Precision precision;

  InferencePass(MaskRcnn model, NDManager manager, Precision precision) {
    this.model = model;
    this.manager = manager;
    this.precision = precision;
  }

  /** Runs a pass, which gets a manager of its own and its parameter store. */
  <T> T run(BiFunction<NDManager, ParameterStore, T> work) {
    try (Autograd.Paused paused = Autograd.pause();
        NDManager pass = manager.newSubManager()) {
      return precision == null
          ? model.infer(pass, store -> work.apply(pass, store))
          : work.apply(pass, new PassStore(pass, precision));
    }
  }
}
