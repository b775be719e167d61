/** Training runs of any task: steps, devices, checkpoints, records. */
package io.greenmim.train.run;
