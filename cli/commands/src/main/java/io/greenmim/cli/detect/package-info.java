/** Commands of {@code greenmim} that deal with detectors and their data. */
package io.greenmim.cli.detect;
