package io.greenmim.train.label;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A part of a data set as it was read, before its classes are numbered.
 *
 * @param place where it was read from
 * @param entries the images, in the order of their names
 * @param unreachable what was left out, with the reasons
 */
record ReadPart(Path place, List<Entry> entries, SortedMap<String, String> unreachable) {

  /** An image file with the name of its class. */
  record Entry(Path path, String name, String className, long bytes) {}

  /** Names of the classes that have images, ascending. */
  SortedSet<String> classes() {
    SortedSet<String> classes = new TreeSet<>();
    entries.forEach(entry -> classes.add(entry.className()));
    return classes;
  }

  /** The same images as numbers of classes. */
  LabelledImages numbered(List<String> classes) {
    List<LabelledImage> images = new ArrayList<>();
    for (Entry entry : entries) {
      int label = Collections.binarySearch(classes, entry.className());
      images.add(new LabelledImage(entry.path(), entry.name(), label, entry.bytes()));
    }
    return new LabelledImages(place, classes, images, unreachable);
  }
}
