package io.greenmim.train.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.JsonUtils;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * A reference file.
 *
 * @param tensors its tensors
 * @param config its architecture
 */
public record ReferenceFile(TensorFile tensors, ReferenceConfig config) {

  private static final String CONFIG = "config";

  /**
   * Opens a reference file.
   *
   * @param path the file
   * @return its tensors and architecture
   * @throws IOException if it is no safetensors file or does not tell its architecture
   */
  public static ReferenceFile open(Path path) throws IOException {
    TensorFile file = SafeTensorsFile.open(path);
    String json = file.metadata().get(CONFIG);
    if (json == null) {
      throw new IOException(
          path + ": expected a reference file with the metadata key config, found no such key");
    }
    try {
      JsonObject object = JsonUtils.GSON.fromJson(json, JsonObject.class);
      if (object == null) {
        throw new IOException(path + ": config: expected a JSON object, got nothing");
      }
      return new ReferenceFile(file, new ReferenceConfig(path, object));
    } catch (JsonParseException | ClassCastException e) {
      throw new IOException(path + ": config: expected a JSON object, got " + json, e);
    }
  }

  /**
   * Returns the file's path.
   *
   * @return the path
   */
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
          "%s: %s: expected more than %d axes, got %s"
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
