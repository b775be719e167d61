package io.greenmim.train.task;

import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;

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
    PhaseListener phases) {}
