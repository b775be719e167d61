package io.greenmim.translate;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the translators of a kind of models of images: from every input that {@link PixelReader}
 * reads to what the models answer, and from {@link Input} to {@link Output} for DJL Serving. An
 * argument that nobody knows is an error.
 */
public abstract class ImageTranslatorFactory implements TranslatorFactory, Serializable {

  private static final long serialVersionUID = 1L;

  /** For the kinds. */
  protected ImageTranslatorFactory() {}

  /**
   * Names the arguments of the translators and of the models that they are for.
   *
   * @return names; DJL's own are not among them
   */
  public abstract Set<String> arguments();

  /**
   * Lists what the models answer.
   *
   * @return classes of the answers
   */
  protected abstract Set<Class<?>> outputs();

  /**
   * Makes a translator.
   *
   * @param <I> type of the input
   * @param input class of the input, of which there is a {@link PixelReader}
   * @param output one of {@link #outputs}
   * @param model the model
   * @param arguments arguments of the model
   * @return the translator, whose results are of the class asked for
   * @throws IllegalArgumentException if the model cannot answer so, or a value is out of its range
   */
  protected abstract <I> Translator<I, ?> translator(
      Class<I> input, Class<?> output, Model model, Map<String, ?> arguments);

  /**
   * Makes what answers a request; a {@link ServingTranslator} writes the answer.
   *
   * @param model the model
   * @param arguments arguments of the model
   * @return the translator
   * @throws IllegalArgumentException if the model cannot answer so, or a value is out of its range
   */
  protected abstract Translator<Input, ?> serving(Model model, Map<String, ?> arguments);

  @Override
  public final Set<Pair<Type, Type>> getSupportedTypes() {
    Set<Pair<Type, Type>> types = new HashSet<>();
    for (Class<?> input : PixelReader.TYPES) {
      outputs().forEach(output -> types.add(new Pair<>(input, output)));
    }
    types.add(new Pair<>(Input.class, Output.class));
    return types;
  }

  @Override
  @SuppressWarnings("unchecked")
  public final <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    if (!isSupported(input, output)) {
      throw new IllegalArgumentException(
          "no translator from %s to %s; expected one of %s"
              .formatted(input.getName(), output.getName(), getSupportedTypes()));
    }
    ModelArguments.check(own(arguments.keySet()), arguments());
    // Each branch makes a translator of the types that it was asked for.
    return (Translator<I, O>)
        (input == Input.class
            ? new ServingTranslator<>(serving(model, arguments))
            : translator(input, output, model, arguments));
  }

  /** Arguments but those by which a model tells DJL's translators what ours know. */
  Set<String> own(Set<String> names) {
    return names;
  }
}
