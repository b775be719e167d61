package io.greenmim.train.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.task.DivergedException;
import io.greenmim.train.task.Validation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** How well held-out images and their sentences find each other. */
final class AlignValidation implements Validation {

  private static final String MERIT = "imageR5";

  private final AlignTask task;
  private final Precision precision;
  private final int batchSize;
  private Retrieval found;
  private Retrieval control;

  AlignValidation(AlignTask task, AlignSettings settings) {
    this.task = task;
    precision = settings.placement().precision();
    batchSize = settings.batchSize();
  }

  @Override
  public Optional<Outcome> run(NDManager manager, UnreadableImages unreadable, BooleanSupplier stop)
      throws DivergedException {
    CaptionedImages data = task.data();
    List<Integer> images =
        IntStream.range(data.trained(), data.images().size())
            .filter(task.features()::has)
            .boxed()
            .toList();
    if (images.isEmpty()) {
      throw unreadable.nothingReadable(
          data.heldOut(), "under " + data.place(), data.images().get(data.trained()).name());
    }
    Map<Integer, Integer> places = new HashMap<>();
    List<Integer> sentences = new ArrayList<>();
    List<Set<Integer>> belongs = new ArrayList<>();
    for (int image : images) {
      Set<Integer> own = new HashSet<>();
      for (int sentence : data.images().get(image).captions()) {
        own.add(
            places.computeIfAbsent(
                sentence,
                s -> {
                  sentences.add(s);
                  return sentences.size() - 1;
                }));
      }
      belongs.add(own);
    }
    ParameterStore store = new PassStore(manager, precision);
    double loss = 0;
    List<float[]> seen = new ArrayList<>();
    for (int i = 0; i < images.size(); i += batchSize) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      List<Integer> some = images.subList(i, Math.min(images.size(), i + batchSize));
      loss += some.size() * look(manager, store, some, seen);
    }
    loss /= images.size();
    if (!Double.isFinite(loss)) {
      throw new DivergedException("validation: expected a finite loss, got " + loss);
    }
    float[][] pictures = seen.toArray(float[][]::new);
    float[][] told = sentences(manager, store, sentences);
    found = Retrieval.of(pictures, told, belongs);
    control = Retrieval.of(shuffled(pictures), told, belongs);
    int missing = data.heldOut() - images.size();
    String note =
        missing == 0 ? "" : "; %s of %s images cannot be read".formatted(missing, data.heldOut());
    return Optional.of(new Outcome(loss, found.statistics(), missing, note));
  }

  /** Each image takes the place of one half a list away. */
  private static float[][] shuffled(float[][] vectors) {
    int half = vectors.length / 2;
    return IntStream.range(0, vectors.length)
        .mapToObj(i -> vectors[(i + half) % vectors.length])
        .toArray(float[][]::new);
  }

  /** Adds the vectors of some images; returns the loss over each with its first sentence. */
  private double look(
      NDManager manager, ParameterStore store, List<Integer> images, List<float[]> into) {
    List<Integer> sentences =
        images.stream().map(i -> task.data().images().get(i).captions().get(0)).toList();
    try (Autograd.Paused paused = Autograd.pause();
        NDManager pass = manager.newSubManager()) {
      NDArray seen = task.vectors(store, task.features().images(pass, images), false);
      NDArray told =
          task.model().sentences(store, task.features().sentences(pass, sentences), false);
      into.addAll(Arrays.asList(rows(seen)));
      NDArray logits = task.model().logits(store, seen, told, false);
      return task.loss().of(logits, task.belongs(pass, images, sentences)).getFloat();
    }
  }

  private float[][] sentences(NDManager manager, ParameterStore store, List<Integer> numbers) {
    try (Autograd.Paused paused = Autograd.pause();
        NDManager pass = manager.newSubManager()) {
      return rows(task.model().sentences(store, task.features().sentences(pass, numbers), false));
    }
  }

  private static float[][] rows(NDArray vectors) {
    float[] all = vectors.toFloatArray();
    int size = Math.toIntExact(vectors.getShape().get(1));
    return IntStream.range(0, all.length / size)
        .mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size))
        .toArray(float[][]::new);
  }

  /** What the last validation found, and what it came to with images exchanged. */
  List<String> lines() {
    return found.lines(control);
  }

  /** The last validation. */
  Retrieval found() {
    return found;
  }

  /** The share of images that find a sentence of theirs among the first five. */
  @Override
  public double merit(ValidationScore score) {
    return score.statistics().get(MERIT);
  }

  @Override
  public String best(ValidationScore score) {
    return "R@5 of images " + percent(score, MERIT);
  }

  @Override
  public String text(ValidationScore score) {
    return ", R@5 of images %s, of sentences %s"
        .formatted(percent(score, MERIT), percent(score, "sentenceR5"));
  }

  private static String percent(ValidationScore score, String name) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * score.statistics().get(name));
  }
}
