/** Detectors in DJL's model zoo. */
package io.greenmim.detect.zoo;
