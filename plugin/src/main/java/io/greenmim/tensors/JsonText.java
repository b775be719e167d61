package io.greenmim.tensors;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON objects as plain values: maps, lists, texts, numbers (longs where they are whole and fit,
 * else doubles), booleans and null.
 *
 * <p>Reading is strict (RFC 8259), refuses keys that come twice and values nested deeper than
 * {@value #DEEPEST}, and asks nothing of Gson that its version 2.2.4 lacks: that one is on the
 * class path of an application in Spark.
 */
public final class JsonText {

  /** How deep values may be nested. */
  public static final int DEEPEST = 64;

  private JsonText() {}

  /** A text that is no JSON object; the message says why, in one line, without naming the file. */
  public static final class Malformed extends IOException {

    private static final long serialVersionUID = 1L;

    Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads an object.
   *
   * @param text the text
   * @return its keys and values, in order
   * @throws Malformed if it is not one JSON object
   */
  public static Map<String, Object> object(String text) throws Malformed {
    try (JsonReader json = new JsonReader(new StrictJson(new StringReader(withoutMark(text))))) {
      Map<String, Object> object = object(json);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new Malformed("more after the object", null);
      }
      return object;
    } catch (Malformed e) {
      throw e;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      // Gson's second line is a link to its own manual.
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("no JSON");
      throw new Malformed(Printable.of(message), e);
    }
  }

  /** Editors of Windows begin files with a byte order mark. */
  private static String withoutMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static Map<String, Object> object(JsonReader json) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (object.containsKey(key)) {
        throw new Malformed("the key '" + Printable.of(key) + "' twice", null);
      }
      object.put(key, value(json));
    }
    json.endObject();
    return object;
  }

  private static Object value(JsonReader json) throws IOException {
    return switch (json.peek()) {
      case BEGIN_OBJECT -> object(json);
      case BEGIN_ARRAY -> array(json);
      case STRING -> json.nextString();
      case NUMBER -> number(json.nextString());
      case BOOLEAN -> json.nextBoolean();
      default -> {
        json.nextNull();
        yield null;
      }
    };
  }

  private static List<Object> array(JsonReader json) throws IOException {
    List<Object> list = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      list.add(value(json));
    }
    json.endArray();
    return list;
  }

  private static Object number(String text) throws Malformed {
    if (text.matches("-?\\d+")) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        return Double.valueOf(text); // too large for a long
      }
    }
    Double number = Double.valueOf(text);
    if (number.isInfinite() || number.isNaN()) {
      throw new Malformed("the number " + Printable.of(text) + ", which is too large", null);
    }
    return number;
  }
}
