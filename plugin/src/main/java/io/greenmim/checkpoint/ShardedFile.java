package io.greenmim.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint in several files beside an index: {@code model.safetensors.index.json} or {@code
 * pytorch_model.bin.index.json} of Hugging Face, whose {@code weight_map} says in which file each
 * tensor is.
 *
 * @param path the index
 * @param tensors tensors by name, in the order of the index
 * @param metadata texts and numbers that the index holds under {@code metadata}
 */
record ShardedFile(Path path, Map<String, StoredTensor> tensors, Map<String, String> metadata)
    implements TensorFile {

  private static final int LONGEST_INDEX = 1 << 24;
  private static final String SHARD = "[A-Za-z0-9][A-Za-z0-9._-]{0,199}";

  ShardedFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Opens an index and the files that it names, which lie beside it.
   *
   * @throws IOException if it is no index, a file is missing or damaged, or a tensor is not where
   *     the index says; one line
   */
  static ShardedFile open(Path index) throws IOException {
    JsonObject json = parse(index);
    if (!(json.get("weight_map") instanceof JsonObject map)) {
      throw new IOException(
          index
              + ": expected a checkpoint of PyTorch or safetensors, got a JSON text without the"
              + " weight_map of an index");
    }
    if (map.isEmpty()) {
      throw new IOException(
          index + ": expected a checkpoint of PyTorch or safetensors, got an index of no tensors");
    }
    Map<String, TensorFile> shards = new TreeMap<>();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
      String shard = text(entry.getValue());
      if (shard == null || !shard.matches(SHARD)) {
        throw new IOException(
            "%s: weight_map: %s: expected the name of a file beside it, got %s"
                .formatted(
                    index,
                    Printable.of(entry.getKey()),
                    Printable.of(String.valueOf(entry.getValue()))));
      }
      try {
        if (!shards.containsKey(shard)) {
          shards.put(shard, CheckpointFile.openShard(index.resolveSibling(shard)));
        }
        tensors.put(entry.getKey(), shards.get(shard).tensor(entry.getKey()));
      } catch (IOException e) {
        throw new IOException(index + ": " + e.getMessage(), e);
      }
    }
    for (TensorFile shard : shards.values()) {
      for (String name : shard.tensors().keySet()) {
        if (!tensors.containsKey(name)) {
          throw new IOException(
              "%s: expected %s of %s in its weight_map, got none"
                  .formatted(index, Printable.of(name), shard.path()));
        }
      }
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    if (json.get("metadata") instanceof JsonObject texts) {
      for (Map.Entry<String, JsonElement> entry : texts.entrySet()) {
        if (entry.getValue() instanceof JsonPrimitive value) {
          metadata.put(entry.getKey(), value.getAsString());
        }
      }
    }
    return new ShardedFile(index, tensors, metadata);
  }

  private static JsonObject parse(Path index) throws IOException {
    FileRegion file = FileRegion.of(index);
    if (file.length() > LONGEST_INDEX) {
      throw new IOException(
          "%s: expected an index of at most %s bytes, got %s"
              .formatted(index, LONGEST_INDEX, file.length()));
    }
    try {
      ByteBuffer bytes = file.slice(0, file.length()).read();
      String json = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (JsonParser.parseString(json) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException | CharacterCodingException e) {
      throw new IOException(
          "%s: expected a checkpoint or an index in JSON, got a damaged one".formatted(index), e);
    }
    throw new IOException(index + ": expected a checkpoint or an index in JSON, got a list");
  }

  private static String text(JsonElement element) {
    return element instanceof JsonPrimitive value && value.isString() ? value.getAsString() : null;
  }
}
