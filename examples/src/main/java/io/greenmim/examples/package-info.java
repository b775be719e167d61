/**
 * Programs to copy from, one for each thing that an application does with the library. Each is run
 * by the build, with a small model and drawn images.
 */
package io.greenmim.examples;
