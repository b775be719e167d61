package io.greenmim.train.data;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The images of a data set that could not be read so far, each with its reason; thread-safe. */
public final class UnreadableImages {

  private final ConcurrentSkipListMap<String, String> reasons = new ConcurrentSkipListMap<>();

  /** Makes an empty collection. */
  public UnreadableImages() {}

  /**
   * Records an image; the first reason given for it stays.
   *
   * @param name the image's name in its list
   * @param reason why it cannot be read
   * @return whether the image is new here
   */
  public boolean add(String name, String reason) {
    return reasons.putIfAbsent(name, reason) == null;
  }

  /**
   * Tells whether an image was recorded.
   *
   * @param name the image's name in its list
   * @return true if it cannot be read
   */
  public boolean contains(String name) {
    return reasons.containsKey(name);
  }

  /**
   * Returns how many images were recorded.
   *
   * @return the number of different images
   */
  public int size() {
    return reasons.size();
  }

  /**
   * Returns the images recorded so far.
   *
   * @return an unmodifiable copy: name to reason, in the order of the names
   */
  public SortedMap<String, String> snapshot() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
  }
}
