package io.greenmim.checkpoint;

import com.google.gson.Gson;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.Optional;

/**
 * The configuration of a model in the header of a file that we wrote, whatever its layout: what
 * shapes do not tell survives the way there and back.
 *
 * @param <T> type of the configuration
 * @param key text of the header that holds it
 * @param type class of the configuration
 */
public record HeaderConfig<T extends Record>(String key, Class<T> type) {

  /** The configuration of an encoder and what stands on it. */
  static final HeaderConfig<ModelConfig> MODEL =
      new HeaderConfig<>("greenmim.config", ModelConfig.class);

  /** Text of a file's header that says whose names it has. */
  public static final String FORMAT = "format";

  private static final Gson GSON = new Gson();

  /**
   * Tells whether a file has our own names.
   *
   * @param file the file
   * @return whether its header says so
   */
  public static boolean isOurs(TensorFile file) {
    return EncoderLayout.OURS.equals(file.metadata().get(FORMAT));
  }

  /**
   * Reads the configuration.
   *
   * @param file the file
   * @return the configuration, or empty if the header has none
   * @throws IOException if there is one, but not a valid one
   */
  public Optional<T> read(TensorFile file) throws IOException {
    String json = file.metadata().get(key);
    if (json == null) {
      return Optional.empty();
    }
    String where = file.path() + ": " + key;
    try {
      return Optional.of(Backbones.read(type, JsonText.object(json), where));
    } catch (JsonText.Malformed | IllegalArgumentException e) {
      throw new IOException(where + ": " + Printable.of(e.getMessage()), e);
    }
  }

  /**
   * Writes a configuration.
   *
   * @param config the configuration
   * @return one line of JSON
   */
  public String write(T config) {
    return GSON.toJson(Backbones.write(config));
  }
}
