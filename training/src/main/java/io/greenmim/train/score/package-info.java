/** How good answers are: counts of hits, and how far chance may have moved them. */
package io.greenmim.train.score;
