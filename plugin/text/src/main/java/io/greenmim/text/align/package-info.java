/**
 * Models that know images and sentences: both become vectors of one space, near where they tell the
 * same. Blocks, model folders, translators, and their place in DJL's model zoo.
 */
package io.greenmim.text.align;
