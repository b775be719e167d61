package io.greenmim.train.predict;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Progress;
import io.greenmim.train.config.UserException;
import io.greenmim.translate.ModelArguments;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The model that {@code --model} names: the folder of a model or a run, the id of an artifact in
 * the zoo, or an address that DJL loads, such as {@code greenmim://ARTIFACT/VERSION?zoo=DIR}.
 *
 * @param text what the user wrote
 * @param url address of the model
 * @param isFolder whether the address is that of a folder without metadata
 */
public record ModelSource(String text, String url, boolean isFolder) {

  /** What the option takes, for its description. */
  public static final String DESCRIPTION =
      "Folder of a model or a run, id of a model in the zoo, or an address such as"
          + " greenmim://ID/VERSION?zoo=DIR.";

  static final String ENGINE = "PyTorch";

  /**
   * Reads what the user wrote; whether a model is in the zoo shows when it is loaded.
   *
   * @param text folder, id or address
   * @return where the model is
   * @throws UserException if it is neither a model folder nor an id nor an address
   */
  public static ModelSource parse(String text) {
    if (text.contains("://")) {
      return new ModelSource(text, text, false);
    }
    Path path = Path.of(text);
    if (Files.isDirectory(path)) {
      if (!Files.exists(path.resolve(ConfigFile.NAME))) {
        String hint = Files.isDirectory(path.resolve("model")) ? zooHint(text) : "";
        throw new UserException(
            "model %s: expected the folder of a model or a run, found no %s in it%s"
                .formatted(text, ConfigFile.NAME, hint));
      }
      // A comma would end the address: DJL takes lists of them.
      return new ModelSource(text, path.toUri().toString().replace(",", "%2C"), true);
    }
    if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new UserException(
          "model %s: expected the folder of a model, found no such folder".formatted(text));
    }
    return new ModelSource(text, "greenmim://" + text, false);
  }

  private static String zooHint(String text) {
    return "; it is a zoo, one of its models is greenmim://ID?zoo=" + text;
  }

  /**
   * Loads the model.
   *
   * @param <I> type of what its predictors take
   * @param <O> type of what they answer
   * @param input what its predictors take
   * @param output what they answer
   * @param device where it runs
   * @param arguments arguments of the translator
   * @param progress is told how the model is fetched; null for nobody
   * @return the model, to be closed
   * @throws ModelException if the model is damaged
   * @throws IOException if it cannot be read
   */
  public <I, O> ZooModel<I, O> load(
      Class<I> input, Class<O> output, Device device, Map<String, ?> arguments, Progress progress)
      throws ModelException, IOException {
    Criteria.Builder<I, O> criteria =
        Criteria.builder()
            .setTypes(input, output)
            .optEngine(ENGINE)
            .optDevice(device)
            .optModelUrls(url)
            .optProgress(progress)
            .optTranslatorFactory(new TranslatorsOfKind());
    arguments.forEach(criteria::optArgument);
    if (isFolder) {
      criteria
          .optArgument(
              ModelArguments.BLOCK_FACTORY,
              TranslatorsOfKind.blocks(Path.of(text), input, output).getClass().getName())
          .optOption("hasParameter", "false");
    }
    return criteria.build().loadModel();
  }
}
