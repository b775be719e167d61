package io.greenmim.train.align;

import java.nio.file.Path;
import java.util.List;

/**
 * An image and what is said of it.
 *
 * @param name name of its file in the list
 * @param path the file
 * @param size bytes of the file
 * @param captions numbers of its sentences among all that differ; at least one, each once
 */
record CaptionedImage(String name, Path path, long size, List<Integer> captions) {

  CaptionedImage {
    captions = List.copyOf(captions);
  }
}
