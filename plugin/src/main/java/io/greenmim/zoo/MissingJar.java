package io.greenmim.zoo;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Stands in for the classes of a model whose jar is not on the class path, so that the error names
 * the jar: DJL by itself would say that there is no model with such inputs and outputs.
 */
final class MissingJar implements BlockFactory {

  private static final long serialVersionUID = 1L;

  private final String model;
  private final String jar;

  private MissingJar(String model, String jar) {
    this.model = model;
    this.jar = jar;
  }

  /** Puts the stand-ins among a model's arguments. */
  static void stand(Map<String, Object> arguments, String model, String jar) {
    arguments.put(ModelArguments.BLOCK_FACTORY, new MissingJar(model, jar));
    arguments.put(ModelArguments.TRANSLATOR_FACTORY, Translators.class.getName());
  }

  @Override
  public Block newBlock(Model given, Path folder, Map<String, ?> arguments) throws IOException {
    throw new IOException(
        "%s: expected %s on the class path, which has the classes of this model"
            .formatted(model, jar));
  }

  /**
   * Claims what the missing factory would translate; the block, which comes first, fails. What no
   * detector translates is left to the other models of a search.
   */
  public static final class Translators implements TranslatorFactory {

    /** Makes the factory; DJL does it by reflection. */
    public Translators() {}

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
      return Set.of(new Pair<>(Input.class, Output.class));
    }

    @Override
    public boolean isSupported(Class<?> input, Class<?> output) {
      return output == DetectedObjects.class || output == Output.class;
    }

    @Override
    public <I, O> Translator<I, O> newInstance(
        Class<I> input, Class<O> output, Model given, Map<String, ?> arguments) {
      throw new IllegalStateException("no model was built");
    }
  }
}
