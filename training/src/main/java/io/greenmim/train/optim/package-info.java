/** The optimiser, its parameter groups and the learning rate schedule. */
package io.greenmim.train.optim;
