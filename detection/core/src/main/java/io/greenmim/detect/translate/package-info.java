/** From images to detected objects, as DJL's predictors do it. */
package io.greenmim.detect.translate;
