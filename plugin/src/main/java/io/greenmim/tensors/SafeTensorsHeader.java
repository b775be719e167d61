package io.greenmim.tensors;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the header of a safetensors file says, read token by token: neither its text nor a tree of
 * it is ever held.
 *
 * @param entries tensors by name, in the order of the header
 * @param metadata texts by name
 */
record SafeTensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

  private static final int MOST_SIDES = 64;

  /** Types of the format whose elements are no whole bytes, and their bits: not read. */
  private static final Map<String, Long> PACKED = Map.of("F4", 4L, "F6_E2M3", 6L, "F6_E3M2", 6L);

  /** What the header says of a tensor; offsets count from the start of the data part. */
  record Entry(String dtype, TensorType type, List<Long> shape, long begin, long end) {

    /** Size of the elements in bytes, or -1 if it is no whole number that fits a long. */
    long byteSize() {
      if (shape.contains(0L)) {
        return 0;
      }
      long bits = type == TensorType.OTHER ? PACKED.get(dtype) : (long) type.bytes() * Byte.SIZE;
      for (long side : shape) {
        if (bits > Long.MAX_VALUE / side) {
          return -1;
        }
        bits *= side;
      }
      return bits % Byte.SIZE == 0 ? bits / Byte.SIZE : -1;
    }
  }

  /**
   * Reads a header.
   *
   * @param json the JSON text in UTF-8
   * @return what it says
   * @throws IOException if it is no header; the message does not name the file
   */
  static SafeTensorsHeader read(InputStream json) throws IOException {
    SafeTensorsHeader header = new SafeTensorsHeader(new LinkedHashMap<>(), new LinkedHashMap<>());
    // A decoder, not a charset: it reports malformed bytes, which a charset would replace.
    JsonReader reader =
        new JsonReader(
            new StrictJson(new InputStreamReader(json, StandardCharsets.UTF_8.newDecoder())));
    try {
      header.fill(reader);
    } catch (CharacterCodingException e) {
      throw new IOException("text that is not UTF-8", e);
    } catch (IllegalStateException | NumberFormatException e) {
      // Gson's second line is a link to its own manual.
      throw new IOException(e.getMessage().lines().findFirst().orElse(""), e);
    }
    return header;
  }

  private void fill(JsonReader json) throws IOException {
    boolean texts = false;
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (!SafeTensorsFile.METADATA.equals(name)) {
        Entry entry = entry(json, name);
        refuseSecond(entries.put(name, entry), name);
      } else if (texts) {
        throw new IOException("two entries '" + name + "'");
      } else {
        texts = true;
        json.beginObject();
        while (json.hasNext()) {
          String key = json.nextName();
          expect(json, JsonToken.STRING, key);
          refuseSecond(metadata.put(key, json.nextString()), key);
        }
        json.endObject();
      }
    }
    json.endObject();
    expect(json, JsonToken.END_DOCUMENT, "the end");
  }

  private static Entry entry(JsonReader json, String name) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      switch (key) {
        case "dtype" -> {
          expect(json, JsonToken.STRING, name);
          refuseSecond(dtype, key);
          dtype = json.nextString();
        }
        case "shape" -> {
          refuseSecond(shape, key);
          shape = numbers(json, name);
        }
        case "data_offsets" -> {
          refuseSecond(offsets, key);
          offsets = numbers(json, name);
        }
        default ->
            throw new IOException(
                "an unknown field '%s' of tensor '%s'"
                    .formatted(Printable.of(key), Printable.of(name)));
      }
    }
    json.endObject();
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new IOException(
          "a tensor '%s' without a dtype, a shape or two data_offsets"
              .formatted(Printable.of(name)));
    }
    return new Entry(dtype, type(name, dtype), shape, offsets.get(0), offsets.get(1));
  }

  private static TensorType type(String name, String dtype) throws IOException {
    for (TensorType type : TensorType.values()) {
      if (type != TensorType.OTHER && type.name().equals(dtype)) {
        return type;
      }
    }
    if (PACKED.containsKey(dtype)) {
      return TensorType.OTHER;
    }
    throw new IOException(
        "a tensor '%s' of the unknown type '%s'"
            .formatted(Printable.of(name), Printable.of(dtype)));
  }

  /** Reads non-negative integers. */
  private static List<Long> numbers(JsonReader json, String name) throws IOException {
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      expect(json, JsonToken.NUMBER, name);
      String number = json.nextString();
      if (numbers.size() == MOST_SIDES || !number.matches("\\d{1,18}")) {
        throw new IOException(
            "a tensor '%s' with the number %s".formatted(Printable.of(name), Printable.of(number)));
      }
      numbers.add(Long.valueOf(number));
    }
    json.endArray();
    return List.copyOf(numbers);
  }

  private static void refuseSecond(Object first, String name) throws IOException {
    if (first != null) {
      throw new IOException("two entries '" + Printable.of(name) + "'");
    }
  }

  private static void expect(JsonReader json, JsonToken token, String where) throws IOException {
    if (json.peek() != token) {
      throw new IOException(
          "%s instead of %s at '%s'".formatted(json.peek(), token, Printable.of(where)));
    }
  }
}
