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
 */
final class HeaderConfig {

  /** Text of the header that holds the configuration. */
  static final String KEY = "greenmim.config";

  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

  private HeaderConfig() {}

  /**
   * Reads the configuration.
   *
   * @throws IOException if there is one, but not a valid one
   */
  static Optional<ModelConfig> read(TensorFile file) throws IOException {
    String json = file.metadata().get(KEY);
    if (json == null) {
      return Optional.empty();
    }
    String where = file.path() + ": " + KEY;
    try {
      Map<String, Object> values =
          GSON.fromJson(json, new TypeToken<Map<String, Object>>() {}.getType());
      if (values == null) {
        throw new IOException(where + ": expected a JSON object, got none");
      }
      return Optional.of(RecordMapper.read(ModelConfig.class, values, where));
    } catch (JsonParseException | IllegalArgumentException e) {
      throw new IOException(where + ": " + Printable.of(e.getMessage()), e);
    }
  }

  /** Writes the configuration as one line of JSON. */
  static String write(ModelConfig config) {
    return GSON.toJson(RecordMapper.write(config));
  }
}
