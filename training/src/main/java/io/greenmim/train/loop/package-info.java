/** The training loop: devices, steps, and the run that ties data, model and reports together. */
package io.greenmim.train.loop;
