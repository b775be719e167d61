/** Training runs of any objective: steps, devices, checkpoints, records. */
package io.greenmim.train.loop;
