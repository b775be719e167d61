package io.greenmim.weights;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Records as JSON files: {@code config.json} beside a model's weights, and others like it. */
public final class ConfigFile {

  /** Name of the model configuration in a folder. */
  public static final String NAME = "config.json";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ConfigFile() {}

  /**
   * Reads the configuration of the model in a folder.
   *
   * @param folder folder of the model
   * @return the configuration
   * @throws IOException if there is none or it is not valid
   */
  public static ModelConfig readModel(Path folder) throws IOException {
    return readModel(ModelConfig.class, "family", folder);
  }

  /**
   * Reads the configuration of a model of one kind.
   *
   * @param <T> type of the configuration
   * @param type class of the configuration
   * @param mark a key that the files of this kind have alone
   * @param folder folder of the model
   * @return the configuration
   * @throws IOException if there is none, it is that of another kind of model, or not valid
   */
  public static <T extends Record> T readModel(Class<T> type, String mark, Path folder)
      throws IOException {
    Path path = folder.resolve(NAME);
    Map<String, Object> values = readMap(path);
    Object foreign = values.getOrDefault("model_type", values.get("architecture"));
    if (foreign instanceof String other) {
      throw new IOException(
          ("%s: expected a model of ours, got one of Hugging Face (%s);"
                  + " 'greenmim checkpoint convert %s OUT --to greenmim' makes one of it")
              .formatted(path, Printable.of(other), folder));
    }
    if (!values.containsKey(mark) && values.get("variant") instanceof String variant) {
      throw new IOException(
          "%s: expected a model with the key '%s', got %s, a model of another kind"
              .formatted(path, mark, Printable.of(variant)));
    }
    return map(type, values, path);
  }

  /**
   * Reads a record.
   *
   * @param <T> type of the record
   * @param type class of the record
   * @param path the file
   * @return the record
   * @throws IOException if the file cannot be read or does not describe such a record
   */
  public static <T extends Record> T read(Class<T> type, Path path) throws IOException {
    return map(type, readMap(path), path);
  }

  /**
   * Reads a record from values that a file holds.
   *
   * @param <T> type of the record
   * @param type class of the record
   * @param values keys and values
   * @param path the file, for messages
   * @return the record
   * @throws IOException if the values do not describe such a record
   */
  public static <T extends Record> T map(Class<T> type, Map<String, Object> values, Path path)
      throws IOException {
    try {
      return Backbones.read(type, values, path.toString());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          e.getMessage().startsWith(path.toString())
              ? e.getMessage()
              : path + ": " + e.getMessage(),
          e);
    }
  }

  /**
   * Reads a JSON object.
   *
   * @param path the file
   * @return keys and values; numbers come as longs or doubles
   * @throws IOException if the file cannot be read or holds no JSON object
   */
  public static Map<String, Object> readMap(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + ": expected a file, found none");
    }
    try {
      return JsonText.object(Files.readString(path));
    } catch (JsonText.Malformed e) {
      throw new IOException(path + ": expected a JSON object, got " + e.getMessage(), e);
    }
  }

  /**
   * Writes a record whole or not at all.
   *
   * @param path the file
   * @param value the record
   * @throws IOException if it cannot be written
   */
  public static void write(Path path, Record value) throws IOException {
    AtomicFiles.writeText(path, toJson(Backbones.write(value)) + "\n");
  }

  /**
   * Formats values as JSON.
   *
   * @param values keys and values
   * @return indented JSON
   */
  public static String toJson(Map<String, ?> values) {
    return GSON.toJson(values);
  }
}
