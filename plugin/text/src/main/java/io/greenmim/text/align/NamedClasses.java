package io.greenmim.text.align;

import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.greenmim.config.Checks;
import io.greenmim.tensors.Printable;
import io.greenmim.text.SentenceEncoder;
import io.greenmim.translate.ModelArguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Classes that a model chooses among by their names alone: each is the vector of a sentence that
 * names it, or the mean of those of several (Radford et al., 2021, arXiv 2103.00020, section
 * 3.1.4).
 */
final class NamedClasses {

  /** Stands for the name of a class in a prompt. */
  static final String NAME = "{}";

  /** What a class is called in a sentence where nothing else is given. */
  static final String USUAL_PROMPT = "a photo of a " + NAME;

  private static final String WORDNET = "^n\\d{8}[ _]+(?=\\S)";

  private final List<String> names;
  private final float[][] vectors;
  private final double factor;
  private final int topK;

  private NamedClasses(List<String> names, float[][] vectors, double factor, int topK) {
    this.names = names;
    this.vectors = vectors;
    this.factor = factor;
    this.topK = topK;
  }

  /**
   * Embeds the classes that arguments name.
   *
   * @param model the model
   * @param manager owns the arrays that are made meanwhile
   * @param arguments {@code classes}, a list or a text with commas, and {@code prompt}, a text or
   *     several with bars between them
   * @param topK classes that an answer lists
   * @throws IllegalArgumentException if there are no names, two are the same, or a prompt has no
   *     place for one
   */
  static NamedClasses of(
      AlignedModel model, NDManager manager, Map<String, ?> arguments, int topK) {
    List<String> names = names(arguments.get(ModelArguments.CLASSES));
    List<String> prompts = prompts(arguments.get(ModelArguments.PROMPT));
    SentenceEncoder encoder = model.sentences();
    float[][] told =
        names.stream()
            .flatMap(name -> prompts.stream().map(prompt -> sentence(prompt, name)))
            .toList()
            .parallelStream()
            .map(encoder::embed)
            .toArray(float[][]::new);
    float[][] vectors = new float[names.size()][];
    try (NDManager pass = manager.newSubManager()) {
      float[] all = projected(model, pass, told);
      int size = all.length / told.length;
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = mean(all, i * prompts.size() * size, prompts.size(), size);
      }
    }
    return new NamedClasses(names, vectors, model.factor(), topK);
  }

  private static float[] projected(AlignedModel model, NDManager manager, float[][] told) {
    int size = told[0].length;
    float[] values = new float[told.length * size];
    for (int i = 0; i < told.length; i++) {
      System.arraycopy(told[i], 0, values, i * size, size);
    }
    NDArray sentences = manager.create(values, new Shape(told.length, size));
    return model.sentences(new ParameterStore(manager, false), sentences, false).toFloatArray();
  }

  /** The mean of vectors that lie behind each other, of length 1. */
  private static float[] mean(float[] all, int from, int count, int size) {
    double[] sum = new double[size];
    for (int i = 0; i < count * size; i++) {
      sum[i % size] += all[from + i];
    }
    double length = Math.max(Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum()), 1e-12);
    float[] mean = new float[size];
    for (int i = 0; i < size; i++) {
      mean[i] = (float) (sum[i] / length);
    }
    return mean;
  }

  private static List<String> names(Object given) {
    Stream<String> listed =
        given instanceof Collection<?> list
            ? list.stream().map(String::valueOf)
            : Stream.ofNullable(given).flatMap(text -> Stream.of(text.toString().split(",", -1)));
    List<String> names = listed.map(String::strip).toList();
    Checks.that(
        !names.isEmpty(),
        "%s: expected the names of classes to choose among, got none; '%s' tells what is said of"
            + " one",
        ModelArguments.CLASSES,
        ModelArguments.PROMPT);
    for (String name : names) {
      Checks.that(
          !name.isEmpty(),
          "%s: expected names, got an empty one among %s",
          ModelArguments.CLASSES,
          Printable.of(names.toString()));
    }
    List<String> twice = new ArrayList<>(names);
    new HashSet<>(names).forEach(twice::remove);
    Checks.that(
        twice.isEmpty(),
        "%s: expected each name once, got %s again",
        ModelArguments.CLASSES,
        Printable.of(String.join(", ", twice)));
    return names;
  }

  private static List<String> prompts(Object given) {
    String text = given == null ? USUAL_PROMPT : given.toString();
    List<String> prompts = Stream.of(text.split("\\|", -1)).map(String::strip).toList();
    for (String prompt : prompts) {
      Checks.that(
          prompt.contains(NAME),
          "%s: expected a sentence in which %s stands for the name, such as '%s', got '%s'",
          ModelArguments.PROMPT,
          NAME,
          USUAL_PROMPT,
          Printable.of(prompt));
    }
    return prompts;
  }

  /** What is said of a class: folders have underscores for spaces, and ids of WordNet. */
  static String sentence(String prompt, String name) {
    return prompt.replace(NAME, name.replaceFirst(WORDNET, "").replace('_', ' ').strip());
  }

  /** How likely an image is of each class: the softmax of the logits over them. */
  Classifications classify(float[] image) {
    double[] weights = new double[vectors.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < image.length; j++) {
        weights[i] += (double) image[j] * vectors[i][j];
      }
      weights[i] *= factor;
      highest = Math.max(highest, weights[i]);
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(weights[i] - highest);
      sum += weights[i];
    }
    double all = sum;
    Classifications answer =
        new Classifications(names, Arrays.stream(weights).map(w -> w / all).boxed().toList());
    answer.setTopK(topK);
    return answer;
  }
}
