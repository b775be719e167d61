/** Settings of a run, and the error that tells a user what is wrong with them. */
package io.greenmim.train.config;
