package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.greenmim.checkpoint.PrefixedFile;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A reference file.
 *
 * @param tensors its tensors
 * @param config what it says beside them: its architecture, or its cases
 */
public record ReferenceFile(TensorFile tensors, ReferenceConfig config) {

  /** Ending of the files that say what belongs to tensors. */
  public static final String JSON = ".json";

  /** Ending of the files of tensors. */
  public static final String TENSORS = ".safetensors";

  /** What holds the cases of a JSON file that is a list of them. */
  static final String CASES = "cases";

  /** What the keys of parameters begin with. */
  static final String PARAM = "param.";

  private static final String CONFIG = "config";
  private static final int LONGEST_QUOTE = 80;

  /**
   * Opens a reference file. What it says beside its tensors is its metadata {@code config}, or else
   * the JSON file of the same name; a JSON file whose tensors are not there, or need it not, stands
   * alone.
   *
   * @param path a safetensors or JSON file
   * @return its tensors and what it says beside them
   * @throws IOException if it is neither, or there is nothing beside its tensors
   */
  public static ReferenceFile open(Path path) throws IOException {
    if (path.toString().endsWith(JSON)) {
      Path tensors = beside(path, TENSORS);
      if (Files.exists(tensors) && needsJson(tensors)) {
        return open(tensors);
      }
      return new ReferenceFile(new NoTensors(path), parse(path, Files.readString(path), path + ""));
    }
    TensorFile file = SafeTensorsFile.open(path);
    String json = file.metadata().get(CONFIG);
    if (json != null) {
      return new ReferenceFile(file, parse(path, json, path + ": config"));
    }
    Path beside = beside(path, JSON);
    if (!Files.exists(beside)) {
      throw new IOException(
          "%s: expected a reference file with the metadata key config or %s beside it, found neither"
              .formatted(path, beside.getFileName()));
    }
    return new ReferenceFile(file, parse(path, Files.readString(beside), beside + ""));
  }

  /** Whether tensors say nothing themselves; tensors that cannot be read may be anything. */
  static boolean needsJson(Path tensors) {
    try {
      return !SafeTensorsFile.open(tensors).metadata().containsKey(CONFIG);
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Names the file of the same name with another ending.
   *
   * @param path a file
   * @param ending the other ending, with its dot
   * @return the other file, which need not exist
   */
  public static Path beside(Path path, String ending) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return path.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ending);
  }

  private static ReferenceConfig parse(Path path, String json, String where) throws IOException {
    String begin = Printable.of(json.strip(), LONGEST_QUOTE);
    String got = begin.isEmpty() ? "nothing" : begin;
    try {
      JsonElement content = JsonParser.parseString(json);
      if (content.isJsonObject()) {
        return new ReferenceConfig(path, content.getAsJsonObject());
      }
      if (content instanceof JsonArray list && isCases(list)) {
        JsonObject cases = new JsonObject();
        cases.add(CASES, list);
        return new ReferenceConfig(path, cases);
      }
      got = content.isJsonArray() ? "a list" : got;
    } catch (JsonParseException e) {
      throw new IOException(where + ": expected a JSON object, got " + got, e);
    }
    throw new IOException(where + ": expected a JSON object, got " + got);
  }

  private static boolean isCases(JsonArray list) {
    return !list.isEmpty() && list.asList().stream().allMatch(JsonElement::isJsonObject);
  }

  /** The tensors of a JSON file that stands alone. */
  private record NoTensors(Path path) implements TensorFile {

    @Override
    public Map<String, StoredTensor> tensors() {
      return Map.of();
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of();
    }
  }

  /**
   * Rounds the parameters to bfloat16, to the nearest even.
   *
   * @return the same file with those values, as float32
   * @throws IOException if they cannot be read
   */
  ReferenceFile rounded() throws IOException {
    Map<String, StoredTensor> rounded = new LinkedHashMap<>(tensors.tensors());
    for (String key : keys(PARAM)) {
      StoredTensor stored = rounded.get(key);
      float[] values = FloatValues.of(stored);
      for (int i = 0; i < values.length; i++) {
        int bits = Float.floatToRawIntBits(values[i]);
        values[i] = Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
      }
      rounded.put(key, MemoryTensor.of(values, stored.shape()));
    }
    return new ReferenceFile(new PrefixedFile(tensors, "", rounded), config);
  }

  /** {@return the file's path} */
  public Path path() {
    return tensors.path();
  }

  /**
   * Returns the keys with a prefix.
   *
   * @param prefix what the keys begin with, such as {@code out.}
   * @return the keys, sorted
   */
  public Set<String> keys(String prefix) {
    Set<String> keys = new TreeSet<>(tensors.tensors().keySet());
    keys.removeIf(key -> !key.startsWith(prefix));
    return keys;
  }

  /**
   * Tells whether the file has a key.
   *
   * @param key the key
   * @return whether it is there
   */
  public boolean has(String key) {
    return tensors.tensors().containsKey(key);
  }

  /**
   * Returns the length of an axis of a tensor.
   *
   * @param key key of the tensor
   * @param axis number of the axis
   * @return its length
   * @throws IOException if there is no such tensor or axis
   */
  public int length(String key, int axis) throws IOException {
    StoredTensor tensor = tensors.tensor(key);
    if (axis >= tensor.shape().size()) {
      throw new IOException(
          "%s: %s: expected more than %s axes, got %s"
              .formatted(path(), key, axis, tensor.describe()));
    }
    return Math.toIntExact(tensor.shape().get(axis));
  }

  /**
   * Reads a tensor.
   *
   * @param manager manager that owns the array
   * @param key key of the tensor
   * @return the tensor, of its own type
   * @throws IOException if there is no such tensor
   */
  public NDArray array(NDManager manager, String key) throws IOException {
    return TensorArrays.array(manager, tensors.tensor(key));
  }
}
