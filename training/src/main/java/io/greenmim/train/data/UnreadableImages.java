package io.greenmim.train.data;

import io.greenmim.tensors.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The images of a data set that could not be read so far, each with its reason; thread-safe. */
public final class UnreadableImages {

  /** Usual name of a list of them in a folder of results. */
  public static final String LIST = "unreadable.txt";

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
   * Records what could not be read before the images were read: links and folders, say.
   *
   * @param others names, which no image of the list has, and reasons
   */
  public void addAll(Map<String, String> others) {
    others.forEach(this::add);
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

  /**
   * Names the images for a screen.
   *
   * @return a line for each image with its reason
   */
  public List<String> lines() {
    return snapshot().entrySet().stream()
        .map(entry -> "skipped " + Reasons.line(entry, ": "))
        .toList();
  }

  /**
   * Writes the images to a file, a line for each: name, tab, reason. Without any, an older file is
   * removed.
   *
   * @param file the file, beside what was made of the other images
   * @return what a screen should show: a line for each of the first images with its reason, and one
   *     that tells where the others are listed
   * @throws IOException if the file cannot be written or removed
   */
  public List<String> list(Path file) throws IOException {
    SortedMap<String, String> all = snapshot();
    if (all.isEmpty()) {
      Files.deleteIfExists(file);
      return List.of();
    }
    StringBuilder text = new StringBuilder();
    all.entrySet().forEach(entry -> text.append(Reasons.line(entry, "\t")).append('\n'));
    AtomicFiles.writeText(file, text.toString());
    return Reasons.first("skipped", all, ", listed in " + file);
  }

  /**
   * Makes the error of a data set of which nothing can be read.
   *
   * @param images how many images were tried
   * @param where where they come from, such as {@code under photos}
   * @param first name of the first of them, which was recorded
   * @return the error
   */
  public DataException nothingReadable(int images, String where, String first) {
    return new DataException(
        "none of the %s images %s can be read; the first, %s"
            .formatted(images, where, first + ": " + reasons.get(first)));
  }
}
