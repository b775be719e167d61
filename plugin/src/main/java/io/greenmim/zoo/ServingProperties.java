package io.greenmim.zoo;

import ai.djl.Application;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The {@code serving.properties} of a model's folder: what DJL and DJL Serving add to the arguments
 * and, under {@code option.}, to the options of the model.
 *
 * @param values keys and values
 */
record ServingProperties(Map<String, String> values) {

  /** Name of the file. */
  static final String NAME = "serving.properties";

  private static final String OPTION = "option.";
  private static final long MOST_BYTES = 1 << 20;

  ServingProperties {
    values = Map.copyOf(values);
  }

  /** Reads the file in a folder; nothing where there is none. */
  static ServingProperties read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return new ServingProperties(Map.of());
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          "%s: expected at most %s bytes, got %s".formatted(file, MOST_BYTES, Files.size(file)));
    }
    Properties properties = new Properties();
    try (StringReader text = new StringReader(Files.readString(file))) {
      properties.load(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": expected properties: " + e.getMessage(), e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return new ServingProperties(values);
  }

  /** The properties that are arguments. */
  Map<String, Object> arguments() {
    Map<String, Object> arguments = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (!key.startsWith(OPTION)) {
            arguments.put(key, value);
          }
        });
    return arguments;
  }

  /** The properties that are options. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(OPTION)) {
            options.put(key.substring(OPTION.length()), value);
          }
        });
    return options;
  }

  /** The file of a model. */
  static String text(ZooKind kind, Application application) {
    return """
    engine=%s
    application=%s
    blockFactory=%s
    translatorFactory=%s
    option.hasParameter=false
    """
        .formatted(
            GreenMimModelZoo.ENGINE,
            application.getPath(),
            ZooKinds.block(kind),
            ZooKinds.translator(kind));
  }
}
