package io.greenmim.verify;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.RecordMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What a reference file says beside its tensors: the architecture, or the cases.
 *
 * @param path the file, for messages
 * @param values names and values
 */
public record ReferenceConfig(Path path, JsonObject values) {

  /** What the files call the parts of an architecture, by component of the record. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "imageSize", List.of("image"),
          "patchSize", List.of("patch", "patch_size"),
          "inChannels", List.of("channels"),
          "embedDim", List.of("dim", "embed_dim"),
          "heads", List.of("heads", "num_heads"),
          "window", List.of("window", "window_size"),
          "dropPath", List.of("drop_path_rate"),
          // A file that tells one constant means it everywhere.
          "embeddingNormEps", List.of("embedding_norm_eps", "layer_norm_eps"),
          "subSamplingNormEps", List.of("sub_sampling_norm_eps", "layer_norm_eps"));

  /** Keeps a copy. */
  public ReferenceConfig {
    values = values.deepCopy();
  }

  /** {@return a copy of the values} */
  @Override
  public JsonObject values() {
    return values.deepCopy();
  }

  /**
   * Tells whether there is a value.
   *
   * @param name its name
   * @return whether it is there and not null
   */
  public boolean has(String name) {
    return values.has(name) && !values.get(name).isJsonNull();
  }

  /**
   * Tells whether a value is a given text.
   *
   * @param name its name
   * @param text the text
   * @return whether the value is there and is this text
   */
  public boolean says(String name, String text) {
    return values.get(name) instanceof JsonPrimitive value
        && value.isString()
        && value.getAsString().equals(text);
  }

  /**
   * Returns a text.
   *
   * @param name its name
   * @return the text
   * @throws IOException if there is none
   */
  public String text(String name) throws IOException {
    return value(name).getAsString();
  }

  /**
   * Returns a number.
   *
   * @param name its name
   * @return the number
   * @throws IOException if there is none
   */
  public double number(String name) throws IOException {
    try {
      return value(name).getAsDouble();
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      throw unexpected(name, "a number", e);
    }
  }

  /**
   * Returns a whole number.
   *
   * @param name its name
   * @return the number
   * @throws IOException if there is none
   */
  public int integer(String name) throws IOException {
    double number = number(name);
    if (number != Math.rint(number)) {
      throw unexpected(name, "a whole number", null);
    }
    return (int) number;
  }

  /**
   * Returns a truth value.
   *
   * @param name its name
   * @return the value
   * @throws IOException if there is none
   */
  public boolean flag(String name) throws IOException {
    return value(name).getAsBoolean();
  }

  /**
   * Returns whole numbers.
   *
   * @param name their name
   * @return the numbers
   * @throws IOException if there are none
   */
  public List<Integer> integers(String name) throws IOException {
    return list(name, "a list of whole numbers", JsonElement::getAsInt);
  }

  /**
   * Returns numbers.
   *
   * @param name their name
   * @return the numbers
   * @throws IOException if there are none
   */
  public List<Double> numbers(String name) throws IOException {
    return list(name, "a list of numbers", JsonElement::getAsDouble);
  }

  /** The truth values of a name. */
  List<Boolean> flags(String name) throws IOException {
    return list(name, "a list of truth values", JsonElement::getAsBoolean);
  }

  /** The texts of a name. */
  List<String> texts(String name) throws IOException {
    return list(name, "a list of texts", JsonElement::getAsString);
  }

  /** The parts of a list of a name. */
  List<ReferenceConfig> parts(String name) throws IOException {
    return list(
        name,
        "a list of names and values",
        part -> new ReferenceConfig(path, part.getAsJsonObject()));
  }

  /** The rows of numbers of a name. */
  List<List<Double>> numberRows(String name) throws IOException {
    return list(
        name,
        "a list of lists of numbers",
        row -> row.getAsJsonArray().asList().stream().map(JsonElement::getAsDouble).toList());
  }

  /**
   * Returns rows of whole numbers.
   *
   * @param name their name
   * @return the rows
   * @throws IOException if there are none
   */
  public List<List<Integer>> rows(String name) throws IOException {
    return list(
        name,
        "a list of lists of whole numbers",
        row -> row.getAsJsonArray().asList().stream().map(JsonElement::getAsInt).toList());
  }

  private <T> List<T> list(String name, String expected, Function<JsonElement, T> item)
      throws IOException {
    if (value(name) instanceof JsonArray array) {
      return array.asList().stream().map(item).toList();
    }
    throw unexpected(name, expected, null);
  }

  /** {@return the names of all values, as the file orders them} */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /**
   * Returns a part.
   *
   * @param name its name
   * @return its names and values
   * @throws IOException if there is none
   */
  public ReferenceConfig part(String name) throws IOException {
    if (value(name) instanceof JsonObject object) {
      return new ReferenceConfig(path, object);
    }
    throw unexpected(name, "names and values", null);
  }

  /** The parts of a list of cases. */
  List<ReferenceConfig> cases() {
    return values.get(ReferenceFile.CASES) instanceof JsonArray list
            && list.asList().stream().allMatch(JsonElement::isJsonObject)
        ? list.asList().stream()
            .map(one -> new ReferenceConfig(path, one.getAsJsonObject()))
            .toList()
        : List.of();
  }

  private JsonElement value(String name) throws IOException {
    JsonElement value = values.get(name);
    if (value == null || value.isJsonNull()) {
      throw new IOException("%s: config: expected a value for %s, got none".formatted(path, name));
    }
    return value;
  }

  private IOException unexpected(String name, String expected, Exception cause) {
    return new IOException(
        "%s: config: %s: expected %s, got %s".formatted(path, name, expected, values.get(name)),
        cause);
  }

  /**
   * Returns the architecture that the values describe. Reference files name its parts in their own
   * way; a family's further parts have the names of the components of its record, in snake case.
   * Constants and switches that a file lacks are those of the family's first variant.
   *
   * @param family name of the family
   * @param fixed values by component of the family's record that the file need not have
   * @return its architecture
   * @throws IOException if a value is missing
   */
  public EncoderConfig encoder(String family, Map<String, ?> fixed) throws IOException {
    Class<? extends Record> type = Backbones.family(family).configType();
    Map<String, Object> read = new LinkedHashMap<>(fixed);
    Map<String, Object> usual =
        Backbones.family(family).variants().stream()
            .findFirst()
            .map(variant -> RecordMapper.write((Record) variant.encoder()))
            .orElse(Map.of());
    for (RecordComponent component : type.getRecordComponents()) {
      if (!fixed.containsKey(component.getName())) {
        String name = nameOf(component.getName());
        if (has(name) || !isConstant(component)) {
          read.put(component.getName(), new Gson().fromJson(value(name), Object.class));
        } else if (usual.containsKey(component.getName())) {
          read.put(component.getName(), usual.get(component.getName()));
        }
      }
    }
    return (EncoderConfig) RecordMapper.read(type, read, path + ": config");
  }

  private static boolean isConstant(RecordComponent component) {
    Class<?> type = component.getType();
    return type == double.class || type == boolean.class || type.isEnum();
  }

  private String nameOf(String component) {
    String name = component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    List<String> names = NAMES.getOrDefault(component, List.of(name));
    return names.stream().filter(values::has).findFirst().orElse(names.get(0));
  }
}
