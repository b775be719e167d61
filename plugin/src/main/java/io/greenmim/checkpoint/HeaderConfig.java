package io.greenmim.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.RecordMapper;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.Map;
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

  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

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
      Map<String, Object> values =
          GSON.fromJson(json, new TypeToken<Map<String, Object>>() {}.getType());
      if (values == null) {
        throw new IOException(where + ": expected a JSON object, got none");
      }
      return Optional.of(RecordMapper.read(type, values, where));
    } catch (JsonParseException | IllegalArgumentException e) {
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
    return GSON.toJson(RecordMapper.write(config));
  }
}
