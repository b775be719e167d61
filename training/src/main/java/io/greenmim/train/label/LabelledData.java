package io.greenmim.train.label;

import io.greenmim.random.SplitMix64;
import io.greenmim.tensors.Printable;
import io.greenmim.train.data.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A labelled data set: what is trained on and what is validated on, with the same classes.
 *
 * @param train what is trained on, of at least two classes
 * @param validation what is validated on, if anything is; not every class need have images there
 */
public record LabelledData(LabelledImages train, Optional<LabelledImages> validation) {

  private static final long PURPOSE = 0x73706c6974L;

  /**
   * Finds the labelled images to train and to validate on.
   *
   * @param settings where they are
   * @param seed decides which images of each class are validated on, where one set is split
   * @param told takes what is left out, and what else a user should know, a line at a time
   * @return the images
   * @throws DataException if the images, lists or names of classes are not what they have to be;
   *     the message is one line
   */
  public static LabelledData read(LabelSettings settings, long seed, Consumer<String> told) {
    if (settings.labels() != null) {
      throw new DataException("labels: not yet");
    }
    ClassFolders.Parts parts = ClassFolders.Parts.of(settings.data(), told);
    ReadPart train = ClassFolders.read(parts.train(), told);
    Optional<ReadPart> validation =
        parts.validation().map(folder -> ClassFolders.read(folder, told));
    if (settings.valShare() != null && validation.isPresent()) {
      throw new DataException(
          "valShare: expected none with a folder %s, got %s"
              .formatted(validation.get().place(), settings.valShare()));
    }
    requireTwo(train);
    SortedSet<String> all = new TreeSet<>(train.classes());
    validation.ifPresent(part -> all.addAll(part.classes()));
    Names.requireDistinct(all, settings.data());
    List<String> classes = List.copyOf(train.classes());
    if (validation.isPresent()) {
      Names.requireKnown(
          validation.get().classes(), classes, validation.get().place(), "the training part");
      return told(
          new LabelledData(
              train.numbered(classes), Optional.of(validation.get().numbered(classes))),
          told);
    }
    return told(split(train.numbered(classes), settings.share(), seed), told);
  }

  /**
   * Splits images, class by class.
   *
   * @param images images to split
   * @param share share of each class that is validated on, in [0, 1); at least one image of a class
   *     of two or more, and never all of them
   * @param seed decides which; whether an image is chosen depends on its name and those of its
   *     class alone
   * @return both parts
   */
  static LabelledData split(LabelledImages images, double share, long seed) {
    if (share == 0) {
      return new LabelledData(images, Optional.empty());
    }
    SortedMap<Integer, List<LabelledImage>> byClass = new TreeMap<>();
    images
        .images()
        .forEach(
            image -> byClass.computeIfAbsent(image.label(), key -> new ArrayList<>()).add(image));
    List<LabelledImage> train = new ArrayList<>();
    List<LabelledImage> validation = new ArrayList<>();
    for (List<LabelledImage> all : byClass.values()) {
      all.sort(
          Comparator.comparingLong((LabelledImage image) -> draw(image, seed))
              .thenComparing(LabelledImage::name));
      int chosen = (int) Math.round(all.size() * share);
      int held = Math.min(Math.max(chosen, 1), all.size() - 1);
      validation.addAll(all.subList(0, held));
      train.addAll(all.subList(held, all.size()));
    }
    if (validation.isEmpty()) {
      return new LabelledData(images, Optional.empty());
    }
    return new LabelledData(part(images, train), Optional.of(part(images, validation)));
  }

  private static long draw(LabelledImage image, long seed) {
    return SplitMix64.of(seed, PURPOSE, image.name().hashCode()).nextLong();
  }

  private static LabelledImages part(LabelledImages all, List<LabelledImage> images) {
    images.sort(Comparator.comparing(LabelledImage::name));
    return new LabelledImages(all.place(), all.classes(), images, all.unreachable());
  }

  private static void requireTwo(ReadPart part) {
    SortedSet<String> classes = part.classes();
    if (classes.size() < 2) {
      throw new DataException(
          "%s: expected images of at least 2 classes, found %s of one, '%s'%s"
              .formatted(
                  part.place(),
                  part.entries().size(),
                  Printable.of(classes.first()),
                  ClassFolders.hint(part.place(), classes.first())));
    }
  }

  private static LabelledData told(LabelledData data, Consumer<String> told) {
    data.validation()
        .ifPresent(
            part -> {
              SortedSet<String> missing = new TreeSet<>(part.classes());
              part.images().forEach(image -> missing.remove(part.classes().get(image.label())));
              if (!missing.isEmpty()) {
                told.accept(
                    "%s of %s classes have no image to validate on: %s"
                        .formatted(missing.size(), part.classes().size(), Names.some(missing)));
              }
            });
    return data;
  }
}
