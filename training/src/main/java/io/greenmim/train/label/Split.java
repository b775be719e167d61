package io.greenmim.train.label;

import io.greenmim.random.SplitMix64;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Parts of one set of images, drawn class by class. */
final class Split {

  private static final long PURPOSE = 0x73706c6974L;

  private Split() {}

  /**
   * Splits images.
   *
   * @param images images to split
   * @param share share of each class that is validated on, in [0, 1); at least one image of a class
   *     of two or more, and never all of them
   * @param seed decides which; whether an image is chosen depends on its name and those of its
   *     class alone
   * @return both parts
   */
  static LabelledData of(LabelledImages images, double share, long seed) {
    SortedMap<Integer, List<LabelledImage>> byClass = new TreeMap<>();
    for (LabelledImage image : images.images()) {
      byClass.computeIfAbsent(image.label(), key -> new ArrayList<>()).add(image);
    }
    List<LabelledImage> train = new ArrayList<>();
    List<LabelledImage> validation = new ArrayList<>();
    for (List<LabelledImage> all : byClass.values()) {
      all.sort(
          Comparator.comparingLong((LabelledImage image) -> draw(image, seed))
              .thenComparing(LabelledImage::name));
      int wanted = Math.max((int) Math.round(all.size() * share), 1);
      int held = share == 0 ? 0 : Math.min(wanted, all.size() - 1);
      validation.addAll(all.subList(0, held));
      train.addAll(all.subList(held, all.size()));
    }
    return validation.isEmpty()
        ? new LabelledData(images, Optional.empty())
        : new LabelledData(part(images, train), Optional.of(part(images, validation)));
  }

  private static long draw(LabelledImage image, long seed) {
    return SplitMix64.of(seed, PURPOSE, image.name().hashCode()).nextLong();
  }

  private static LabelledImages part(LabelledImages all, List<LabelledImage> images) {
    images.sort(Comparator.comparing(LabelledImage::name));
    return new LabelledImages(all.place(), all.classes(), images, all.unreachable());
  }
}
