/** The region proposal network. */
package io.greenmim.detect.rpn;
