/** Commands of {@code greenmim} that deal with detectors. */
package io.greenmim.cli.detect;
