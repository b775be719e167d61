/** What a detector is made of, as records that its folder keeps. */
package io.greenmim.detect.config;
