/** Commands about detectors. */
package io.greenmim.detect.cli;
