package io.greenmim.train.label;

import io.greenmim.config.Checks;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Images with their classes; immutable.
 *
 * @param place the folder of the class folders, or the list of files and labels
 * @param classes names of the classes, ascending, at least one; an image's label is a place in it
 * @param images the images in the order of their names, at least one
 * @param unreachable what was left out: names, which no image has, and reasons
 */
public record LabelledImages(
    Path place,
    List<String> classes,
    List<LabelledImage> images,
    SortedMap<String, String> unreachable) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no image, or one of a class that is not listed
   */
  public LabelledImages {
    Objects.requireNonNull(place, "place");
    classes = List.copyOf(classes);
    images = List.copyOf(images);
    unreachable = Collections.unmodifiableSortedMap(new TreeMap<>(unreachable));
    Checks.that(!images.isEmpty(), "%s: expected labelled images, got none", place);
    for (LabelledImage image : images) {
      Checks.that(
          image.label() < classes.size(),
          "%s: expected a label below %d, got %d",
          image.name(),
          classes.size(),
          image.label());
    }
  }

  /**
   * Returns the number of images.
   *
   * @return the number, at least 1
   */
  public int size() {
    return images.size();
  }

  /**
   * Counts the images of each class.
   *
   * @return a number for each class, 0 where there is none
   */
  public int[] counts() {
    int[] counts = new int[classes.size()];
    images.forEach(image -> counts[image.label()]++);
    return counts;
  }

  /**
   * Numbers the same images as a model does: by the names of its classes, in whatever order these
   * are. A name of a model that begins with a WordNet id, such as {@code n01440764 tench}, is known
   * by the id alone too.
   *
   * @param names names of the model's classes, in their order
   * @param whose who has these classes, for the message
   * @return the images with these classes
   * @throws io.greenmim.train.data.DataException if a class of an image is none of these, or more
   *     than one has its name; it names the near ones
   */
  public LabelledImages numberedAs(List<String> names, String whose) {
    List<String> used =
        images.stream().map(image -> classes.get(image.label())).distinct().sorted().toList();
    Map<String, Integer> numbers = Names.numbers(used, names, place, whose);
    List<LabelledImage> same =
        images.stream()
            .map(
                image ->
                    new LabelledImage(
                        image.path(),
                        image.name(),
                        numbers.get(classes.get(image.label())),
                        image.bytes()))
            .toList();
    return new LabelledImages(place, names, same, unreachable);
  }
}
