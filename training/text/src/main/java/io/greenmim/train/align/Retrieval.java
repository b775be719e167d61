package io.greenmim.train.align;

import io.greenmim.train.score.Proportion;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How well vectors of images and sentences find each other: the share that has one of its own among
 * the first 1, 5 and 10 (Karpathy and Fei-Fei, 2015, arXiv 1412.2306, section 4.1). A sentence that
 * is said of several images is one, and belongs to all of them. Others of the same similarity count
 * as nearer.
 *
 * @param images number of images
 * @param sentences number of sentences
 * @param ofImages images that find a sentence of theirs, among the first 1, 5 and 10
 * @param ofSentences sentences that find an image of theirs
 * @param chanceOfImages what a blind guess would come to, from 0 to 1
 * @param chanceOfSentences the same for sentences
 */
record Retrieval(
    int images,
    int sentences,
    List<Proportion> ofImages,
    List<Proportion> ofSentences,
    List<Double> chanceOfImages,
    List<Double> chanceOfSentences) {

  /** How many of the nearest count. */
  static final List<Integer> FIRST = List.of(1, 5, 10);

  Retrieval {
    ofImages = List.copyOf(ofImages);
    ofSentences = List.copyOf(ofSentences);
    chanceOfImages = List.copyOf(chanceOfImages);
    chanceOfSentences = List.copyOf(chanceOfSentences);
  }

  /**
   * Compares all images with all sentences.
   *
   * @param images vectors of length 1
   * @param sentences vectors of length 1
   * @param belongs for each image the places of its sentences; none is empty
   */
  static Retrieval of(float[][] images, float[][] sentences, List<? extends Set<Integer>> belongs) {
    List<Set<Integer>> owners =
        IntStream.range(0, sentences.length).<Set<Integer>>mapToObj(i -> new HashSet<>()).toList();
    for (int i = 0; i < images.length; i++) {
      for (int sentence : belongs.get(i)) {
        owners.get(sentence).add(i);
      }
    }
    return new Retrieval(
        images.length,
        sentences.length,
        found(images, sentences, belongs),
        found(sentences, images, owners),
        chance(sentences.length, belongs),
        chance(images.length, owners));
  }

  private static List<Proportion> found(
      float[][] askers, float[][] among, List<? extends Set<Integer>> own) {
    long[] hits = new long[FIRST.size()];
    for (int i = 0; i < askers.length; i++) {
      int rank = rank(askers[i], among, own.get(i));
      for (int k = 0; k < hits.length; k++) {
        hits[k] += rank < FIRST.get(k) ? 1 : 0;
      }
    }
    return IntStream.range(0, hits.length)
        .mapToObj(k -> new Proportion(hits[k], askers.length))
        .toList();
  }

  /** How many others are at least as near as the nearest of one's own. */
  private static int rank(float[] asker, float[][] among, Set<Integer> own) {
    double[] near = new double[among.length];
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < near.length; i++) {
      near[i] = dot(asker, among[i]);
      if (own.contains(i)) {
        best = Math.max(best, near[i]);
      }
    }
    int rank = 0;
    for (int i = 0; i < near.length; i++) {
      rank += near[i] >= best && !own.contains(i) ? 1 : 0;
    }
    return rank;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The mean chance that one of m is among the first k of all, 1 - (n-m over k) / (n over k). */
  private static List<Double> chance(int all, List<? extends Set<Integer>> own) {
    return FIRST.stream()
        .map(k -> own.stream().mapToDouble(each -> hit(all, each.size(), k)).average().orElse(0))
        .toList();
  }

  private static double hit(int all, int own, int first) {
    double missed = 1;
    for (int i = 0; i < first; i++) {
      missed *= i < all - own ? (double) (all - own - i) / (all - i) : 0;
    }
    return 1 - missed;
  }

  /** The shares by the names that a run's records have. */
  Map<String, Double> statistics() {
    Map<String, Double> statistics = new LinkedHashMap<>();
    for (int k = 0; k < FIRST.size(); k++) {
      statistics.put("imageR" + FIRST.get(k), ofImages.get(k).share());
    }
    for (int k = 0; k < FIRST.size(); k++) {
      statistics.put("sentenceR" + FIRST.get(k), ofSentences.get(k).share());
    }
    return statistics;
  }

  /**
   * Tells the shares with their intervals of 95 %.
   *
   * @param control what the same vectors come to when the images are exchanged
   * @return lines of a table
   */
  List<String> lines(Retrieval control) {
    String title = "%s images, %s sentences, none of them trained on".formatted(images, sentences);
    String head = line("", "R@1", "R@5", "R@10");
    return List.of(
        title,
        head,
        line("sentences of images", texts(ofImages)),
        line("images of sentences", texts(ofSentences)),
        line("  shuffled", texts(control.ofImages)),
        line("", texts(control.ofSentences)),
        line("  by chance", percents(chanceOfImages)),
        line("", percents(chanceOfSentences)));
  }

  private static String line(String what, String... cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-21s", what));
    for (String cell : cells) {
      line.append(String.format(Locale.ROOT, "%-26s", cell));
    }
    return line.toString().stripTrailing();
  }

  private static String[] texts(List<Proportion> shares) {
    return shares.stream().map(Proportion::text).toArray(String[]::new);
  }

  private static String[] percents(List<Double> shares) {
    return shares.stream()
        .map(share -> String.format(Locale.ROOT, "%.1f %%", 100 * share))
        .toArray(String[]::new);
  }
}
