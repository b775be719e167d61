/** Pictures of what a detector sees. */
package io.greenmim.detect.report;
