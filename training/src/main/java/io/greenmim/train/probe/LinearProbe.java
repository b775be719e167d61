package io.greenmim.train.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.Checks;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.optim.CosineSchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Trains a linear classifier of features: warm-up over a ninth of the epochs, then a cosine, in an
 * order that the seed draws. Equal arguments give equal bits on one machine.
 */
final class LinearProbe {

  /** Published: 10 of 90 epochs. */
  private static final double WARMUP_SHARE = 1.0 / 9;

  private static final double BASE_FEATURES = 256;

  /** One image in so many is held out to choose the rate by. */
  private static final int HELD_OUT = 5;

  private static final long ORDER = 0x6f72646572L;
  private static final long CHOICE = 0x63686f696365L;

  /** Logits that are held at once. */
  private static final int MOST_HELD = 1 << 23;

  private final LinearSettings settings;
  private final int classes;
  private final long seed;

  LinearProbe(LinearSettings settings, int classes, long seed) {
    this.settings = settings;
    this.classes = classes;
    this.seed = seed;
  }

  /** The rate of the settings, or the one that is best for the features held out, and how good. */
  record Choice(double rate, Map<Double, ProbeScore> tried) {}

  /** Chooses a rate; the images to judge by have no part in it. */
  Choice choose(NDManager manager, FeatureTable table) throws InterruptedException {
    if (settings.baseLearningRate() != null) {
      return new Choice(settings.baseLearningRate(), Map.of());
    }
    List<Integer> kept = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    split(table, kept, held);
    Checks.that(
        kept.size() > 1 && !held.isEmpty(),
        "baseLearningRate: expected a number, as %d images are too few to choose one by, got none",
        table.size());
    FeatureTable train = table.rows(kept);
    FeatureTable judged = table.rows(held);
    Map<Double, ProbeScore> tried = new LinkedHashMap<>();
    double best = Double.NaN;
    for (double rate : settings.optimiser().rates()) {
      try (NDManager own = manager.newSubManager()) {
        tried.put(rate, score(own, fit(own, train, rate), judged));
      }
      if (Double.isNaN(best) || tried.get(rate).betterThan(tried.get(best))) {
        best = rate;
      }
    }
    return new Choice(best, tried);
  }

  /** Holds out a fifth of the images of each class that has as many. */
  private void split(FeatureTable table, List<Integer> kept, List<Integer> held) {
    SortedMap<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < table.size(); i++) {
      byClass.computeIfAbsent(table.labels().get(i), label -> new ArrayList<>()).add(i);
    }
    for (Map.Entry<Integer, List<Integer>> each : byClass.entrySet()) {
      int[] places = each.getValue().stream().mapToInt(Integer::intValue).toArray();
      shuffle(places, SplitMix64.of(seed, CHOICE, each.getKey()));
      for (int i = 0; i < places.length; i++) {
        (i < places.length / HELD_OUT ? held : kept).add(places[i]);
      }
    }
  }

  private static void shuffle(int[] places, SplitMix64 random) {
    for (int i = places.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int place = places[i];
      places[i] = places[j];
      places[j] = place;
    }
  }

  /**
   * Trains a head.
   *
   * @param manager owns the head
   * @param table features of at least two images
   * @param rate learning rate for steps of 256 features
   */
  ProbeHead fit(NDManager manager, FeatureTable table, double rate) throws InterruptedException {
    Checks.that(
        table.size() > 1, "features: expected at least 2 to train on, got %d", table.size());
    ProbeHead head = ProbeHead.drawn(manager, table.channels(), classes, seed);
    long wanted = Math.round((double) table.size() / settings.stepFeatures());
    // A step has at least 2 features: of one there is no variance.
    int batches = (int) Math.max(1, Math.min(wanted, table.size() / 2));
    CosineSchedule schedule =
        new CosineSchedule(
            rate * table.size() / batches / BASE_FEATURES,
            0,
            WARMUP_SHARE * settings.epochs() * batches,
            (long) settings.epochs() * batches,
            CosineSchedule.Form.AFTER_WARMUP);
    try (NDManager own = manager.newSubManager()) {
      ProbeOptimiser.Moving optimiser =
          settings.optimiser().over(own, head.parameters(), settings.weightDecay());
      NDArray features = table.array(own);
      int[] labels = table.labels().stream().mapToInt(Integer::intValue).toArray();
      int[] order = new int[table.size()];
      Arrays.setAll(order, i -> i);
      long step = 0;
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        Interruption.check();
        shuffle(order, SplitMix64.of(seed, ORDER, epoch));
        for (int batch = 0; batch < batches; batch++) {
          int from = (int) ((long) batch * order.length / batches);
          int to = (int) ((batch + 1L) * order.length / batches);
          int[] rows = Arrays.copyOfRange(order, from, to);
          int[] classesOfRows = Arrays.stream(rows).map(row -> labels[row]).toArray();
          double now = schedule.at(step++);
          try (ArrayScope scope = new ArrayScope()) {
            head.step(
                Rows.gather(features, Rows.index(own, rows)),
                Rows.index(own, classesOfRows),
                gradients -> optimiser.move(now, gradients));
          }
        }
      }
    }
    return head;
  }

  /** Judges a head. */
  ProbeScore score(NDManager manager, ProbeHead head, FeatureTable table) {
    ProbeScore.Counter counter = new ProbeScore.Counter();
    int rows = Math.max(1, MOST_HELD / Math.max(classes, table.channels()));
    for (int from = 0; from < table.size(); from += rows) {
      int to = Math.min(table.size(), from + rows);
      try (NDManager own = manager.newSubManager();
          ArrayScope scope = new ArrayScope()) {
        float[] logits = head.logits(table.array(own, from, to)).logSoftmax(1).toFloatArray();
        for (int i = from; i < to; i++) {
          int first = (i - from) * classes;
          counter.add(Arrays.copyOfRange(logits, first, first + classes), table.labels().get(i));
        }
      }
    }
    return counter.score();
  }
}
