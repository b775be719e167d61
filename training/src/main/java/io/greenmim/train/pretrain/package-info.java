/** Pre-training by masked image modelling: its batches, its loss, its run from end to end. */
package io.greenmim.train.pretrain;
