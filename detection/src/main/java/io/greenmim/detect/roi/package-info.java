/** The heads on regions of interest (RoIs). */
package io.greenmim.detect.roi;
