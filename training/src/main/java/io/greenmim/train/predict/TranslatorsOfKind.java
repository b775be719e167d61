package io.greenmim.train.predict;

import ai.djl.Model;
import ai.djl.nn.BlockFactory;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.greenmim.host.Providers;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import io.greenmim.zoo.GreenMimBlockFactory;
import io.greenmim.zoo.ZooKind;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The translators of a model whose kind shows when it is loaded: those of its kind, or of encoders
 * and what stands on them.
 */
final class TranslatorsOfKind implements TranslatorFactory {

  private static final TranslatorFactory ENCODERS = new GreenMimTranslatorFactory();

  /** What builds the model in a folder: its kind, if one is there whose models answer so. */
  static BlockFactory blocks(Path folder, Class<?> input, Class<?> output) {
    try {
      Map<String, Object> config = ConfigFile.readMap(folder.resolve(ConfigFile.NAME));
      return Providers.of(ZooKind.class).stream()
          .filter(kind -> kind.describes(config))
          .filter(kind -> kind.translators().isSupported(input, output))
          .map(ZooKind::blocks)
          .findFirst()
          .orElseGet(GreenMimBlockFactory::new);
    } catch (IOException e) {
      return new GreenMimBlockFactory(); // which tells what is wrong with the file
    }
  }

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    Set<Pair<Type, Type>> types = new HashSet<>(ENCODERS.getSupportedTypes());
    for (ZooKind kind : Providers.of(ZooKind.class)) {
      types.addAll(kind.translators().getSupportedTypes());
    }
    return types;
  }

  @Override
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
      throws TranslateException {
    Object blocks = arguments.get(ModelArguments.BLOCK_FACTORY);
    TranslatorFactory translators =
        Providers.of(ZooKind.class).stream()
            .filter(kind -> kind.blocks().getClass().getName().equals(blocks))
            .<TranslatorFactory>map(ZooKind::translators)
            .findFirst()
            .orElse(ENCODERS);
    return translators.newInstance(input, output, model, arguments);
  }
}
