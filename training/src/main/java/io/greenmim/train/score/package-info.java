/**
 * How good a classifier is, from counts on the host: accuracies, precision, recall and F1 of each
 * class with their intervals, the confusion matrix; as text, CSV, JSON and pictures.
 */
package io.greenmim.train.score;
