package io.greenmim.verify;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.greenmim.swin.SwinConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * What a reference file says beside its tensors: the architecture, or the cases.
 *
 * @param path the file, for messages
 * @param values names and values
 */
public record ReferenceConfig(Path path, JsonObject values) {

  /** Keeps a copy. */
  public ReferenceConfig {
    values = values.deepCopy();
  }

  /**
   * Returns the values.
   *
   * @return a copy
   */
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

  /**
   * Returns the names of all values.
   *
   * @return the names, as the file orders them
   */
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
   * Returns the Swin Transformer that the values describe.
   *
   * @return its architecture, without stochastic depth
   * @throws IOException if a value is missing
   */
  public SwinConfig swin() throws IOException {
    return new SwinConfig(
        integer("image"),
        integer("patch"),
        integer("channels"),
        integer("dim"),
        integers("depths"),
        integers("heads"),
        integer("window"),
        number("mlp_ratio"),
        0,
        number("layer_norm_eps"));
  }
}
