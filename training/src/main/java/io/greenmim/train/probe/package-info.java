/** What an encoder's features tell of labels: nearest neighbours and linear probes. */
package io.greenmim.train.probe;
