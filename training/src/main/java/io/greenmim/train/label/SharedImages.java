package io.greenmim.train.label;

import io.greenmim.image.read.ImageLimits;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Images that a data set has twice: those that are validated on and trained on, which make a
 * validation look better than it is, and those of two classes. The same are files of the same
 * bytes, and images that look the same when they are small: copies in another size or quality.
 *
 * @param leaked images to validate on that are trained on too, each once, in the order of their
 *     names
 * @param contradicting images of the same bytes in two classes, each pair once
 * @param validated number of images that are validated on
 * @param looked whether images were compared by what they look like too
 */
public record SharedImages(
    List<Pair> leaked, List<Pair> contradicting, int validated, boolean looked) {

  /** Name of the list of them in a folder of results. */
  public static final String LIST = "shared.txt";

  /** More images than this take long to decode: they are compared by their bytes alone. */
  static final int MOST_LOOKED = 100_000;

  private static final int MOST_NAMED = 3;
  private static final int LONGEST = 4096;

  /**
   * Two images that are the same.
   *
   * @param first an image; of a leak, the one that is validated on
   * @param second the other
   * @param sameBytes whether their files are the same, not their looks alone
   */
  public record Pair(LabelledImage first, LabelledImage second, boolean sameBytes) {}

  /** Copies the lists. */
  public SharedImages {
    leaked = List.copyOf(leaked);
    contradicting = List.copyOf(contradicting);
  }

  /**
   * Looks for such images: thousands in a minute. What cannot be read is passed over: it is told
   * when it is trained on.
   *
   * @param data the data set
   * @param channels channels of the images
   * @param limits how large they may be
   * @return what was found
   * @throws io.greenmim.train.data.DataException if an image has other channels
   * @throws IOException if the thread is interrupted
   */
  public static SharedImages find(LabelledData data, int channels, ImageLimits limits)
      throws IOException {
    List<LabelledImage> train = data.train().images();
    List<LabelledImage> validation =
        data.validation().map(LabelledImages::images).orElse(List.of());
    SameBytes same = SameBytes.of(train, validation);
    List<Pair> leaked = new ArrayList<>(same.leaked());
    boolean looked = !validation.isEmpty() && train.size() + validation.size() <= MOST_LOOKED;
    if (looked) {
      Set<LabelledImage> known = new HashSet<>();
      same.leaked().forEach(pair -> known.add(pair.first()));
      List<LabelledImage> others =
          validation.stream().filter(image -> !known.contains(image)).toList();
      leaked.addAll(new SameLooks(channels, limits).find(train, others));
      leaked.sort(Comparator.comparing(pair -> pair.first().name()));
    }
    return new SharedImages(leaked, same.contradicting(), validation.size(), looked);
  }

  /**
   * Writes all pairs to a file, a line for each: both names and what is the same, with tabs between
   * them. Without any, an older file is removed.
   *
   * @param file the file
   * @return what a screen should show: a line about each kind that there is
   * @throws IOException if the file cannot be written or removed
   */
  public List<String> list(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    if (leaked.isEmpty() && contradicting.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      StringBuilder text = new StringBuilder();
      leaked.forEach(pair -> text.append(line(pair, "validation", "training")));
      contradicting.forEach(pair -> text.append(line(pair, "one class", "another class")));
      AtomicFiles.writeText(file, text.toString());
    }
    if (!leaked.isEmpty()) {
      long bytes = leaked.stream().filter(Pair::sameBytes).count();
      lines.add(
          "%s of %s images to validate on are trained on too (%s the same bytes, %s the same looks): %s; all in %s"
              .formatted(
                  leaked.size(), validated, bytes, leaked.size() - bytes, some(leaked), file));
    }
    if (!contradicting.isEmpty()) {
      lines.add(
          "%s pair(s) of images of two classes have the same bytes: %s; all in %s"
              .formatted(contradicting.size(), some(contradicting), file));
    }
    if (!looked && validated > 0) {
      lines.add(
          "images to validate on were compared with those to train on by their bytes alone, for"
              + " there are more than "
              + MOST_LOOKED);
    }
    return lines;
  }

  private static String line(Pair pair, String first, String second) {
    return "%s\t%s\t%s\t%s\t%s\n"
        .formatted(
            first,
            Printable.of(pair.first().path().toString(), LONGEST),
            second,
            Printable.of(pair.second().path().toString(), LONGEST),
            pair.sameBytes() ? "same bytes" : "same looks");
  }

  private static String some(List<Pair> pairs) {
    Stream<String> first =
        pairs.stream()
            .limit(MOST_NAMED)
            .map(
                pair ->
                    "%s = %s"
                        .formatted(
                            Printable.of(pair.first().name()), Printable.of(pair.second().name())));
    return String.join(", ", first.toList()) + (pairs.size() > MOST_NAMED ? ", ..." : "");
  }
}
