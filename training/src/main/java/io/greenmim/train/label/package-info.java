/**
 * Labelled images before anything is decoded: class folders, or lists of files and labels, with
 * what is wrong in them.
 *
 * <p>Classes are known by their names, and numbered in the order of the names. Whatever is left out
 * is named with its reason; what cannot be meant is a {@link io.greenmim.train.data.DataException}.
 */
package io.greenmim.train.label;
