package io.greenmim.train.probe;

import ai.djl.ndarray.NDManager;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.score.TopHits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The features of a labelled data set, in two parts.
 *
 * @param train features of the images to learn from
 * @param validation features of the images to judge by
 * @param classes number of classes
 */
record LabelledFeatures(FeatureTable train, FeatureTable validation, int classes) {

  /** The images of both parts, each once; the path of each is its name. */
  static ImageList images(LabelledData data) {
    Map<String, ImageFile> files = new LinkedHashMap<>();
    for (LabelledImages part : List.of(data.train(), judged(data))) {
      for (LabelledImage image : part.images()) {
        files.putIfAbsent(name(image), new ImageFile(name(image), image.bytes()));
      }
    }
    return new ImageList(data.train().place(), List.copyOf(files.values()));
  }

  private static String name(LabelledImage image) {
    return image.path().toAbsolutePath().toString();
  }

  /** The part to judge by. */
  static LabelledImages judged(LabelledData data) {
    return data.validation()
        .orElseThrow(
            () ->
                new UserException(
                    "valShare: expected images to judge features by, got none of "
                        + data.train().place()));
  }

  /**
   * Sorts features into the parts; images without one could not be read.
   *
   * @throws DataException if a part has none
   */
  static LabelledFeatures of(LabelledData data, Map<String, float[]> features) {
    return new LabelledFeatures(
        table(data.train(), features),
        table(judged(data), features),
        data.train().classes().size());
  }

  private static FeatureTable table(LabelledImages part, Map<String, float[]> features) {
    List<float[]> found = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (LabelledImage image : part.images()) {
      float[] feature = features.get(name(image));
      if (feature != null) {
        found.add(feature);
        labels.add(image.label());
      }
    }
    if (found.isEmpty()) {
      Path first = part.images().get(0).path();
      throw new DataException(
          "none of the %s images of %s can be read; the first is %s"
              .formatted(part.size(), part.place(), first));
    }
    return new FeatureTable(found, labels);
  }

  /** Asks the nearest neighbours. An image that no neighbour of its class votes for is missed. */
  TopHits ask(NeighbourVotes votes, NDManager manager) {
    TopHits hits = new TopHits();
    List<Integer> labels = validation.labels();
    int[] next = {0};
    votes.count(
        manager,
        train,
        validation,
        classes,
        ballot -> {
          int label = labels.get(next[0]++);
          if (ballot.votes()[label] > 0) {
            hits.add(ballot.votes(), label);
          } else {
            hits.miss();
          }
        });
    return hits;
  }

  /** The share of images that are right if the most frequent classes are always answered. */
  double guessed(int answers) {
    long[] frequency = new long[classes];
    train.labels().forEach(label -> frequency[label]++);
    List<Integer> most =
        IntStream.range(0, classes)
            .boxed()
            .sorted(Comparator.comparingLong(label -> -frequency[label]))
            .limit(answers)
            .toList();
    long right = validation.labels().stream().filter(most::contains).count();
    return (double) right / validation.size();
  }
}
