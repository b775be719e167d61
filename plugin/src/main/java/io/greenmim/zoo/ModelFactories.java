package io.greenmim.zoo;

import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The classes of a kind of models, and the arguments that they take. What a zoo names must be among
 * them: a zoo cannot have any other class loaded.
 *
 * @param block builds the model: a {@code BlockFactory} with a public constructor without
 *     parameters
 * @param translator makes its translators: a {@code TranslatorFactory} with a public constructor
 *     without parameters
 * @param arguments names of the arguments of both
 */
public record ModelFactories(Class<?> block, Class<?> translator, Set<String> arguments) {

  /** Those of encoders and what stands on them. */
  static final ModelFactories OF_ENCODERS =
      new ModelFactories(
          GreenMimBlockFactory.class,
          GreenMimTranslatorFactory.class,
          GreenMimTranslatorFactory.ARGUMENTS);

  /** Builds detectors, in a jar of its own. */
  static final String DETECTOR_BLOCK = "io.greenmim.detect.zoo.DetectorBlockFactory";

  /** Jars that may be absent, by the classes that build their models. */
  private static final Map<String, String> JARS =
      Map.of(DETECTOR_BLOCK, "io.greenmim:greenmim-detection");

  /** Keeps a copy. */
  public ModelFactories {
    arguments = Set.copyOf(arguments);
  }

  /** Those of all modules on the class path. */
  static List<ModelFactories> installed() {
    List<ModelFactories> all = new ArrayList<>(List.of(OF_ENCODERS));
    ServiceLoader.load(PublishableKind.class).forEach(kind -> all.add(kind.factories()));
    return List.copyOf(all);
  }

  /** Finds those with a class that builds models. */
  static Optional<ModelFactories> ofBlock(Object name) {
    return installed().stream().filter(one -> one.block.getName().equals(name)).findFirst();
  }

  /**
   * The jar that has a class that builds models, if it is one of ours and not on the class path.
   */
  static Optional<String> missingJar(Object name) {
    boolean absent = name instanceof String && ofBlock(name).isEmpty();
    return absent ? Optional.ofNullable(JARS.get(name)) : Optional.empty();
  }

  /** The jars of ours that are not on the class path. */
  static List<String> missingJars() {
    return JARS.keySet().stream().flatMap(name -> missingJar(name).stream()).sorted().toList();
  }

  /** Names the classes that build models, for messages. */
  static List<String> blocks() {
    return installed().stream().map(one -> one.block.getName()).toList();
  }

  /** Whether a name is that of an argument of these models; DJL's own and DJL Serving's are not. */
  void checkArguments(Set<String> names) {
    ModelArguments.check(names, arguments);
  }
}
