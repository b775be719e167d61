/** Commands for classifiers. */
package io.greenmim.cli.classify;
