/** From images to the levels of a feature pyramid. */
package io.greenmim.detect.backbone;
