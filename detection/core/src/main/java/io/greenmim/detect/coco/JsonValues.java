package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;

/**
 * Reads single values of a JSON file, whatever stands there: a value of another type is read over
 * and told by the result, so that one bad entry does not end the reading of a file.
 */
final class JsonValues {

  private JsonValues() {}

  /** Reads a text; null if something else stands there. */
  static String text(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.STRING) {
      return in.nextString();
    }
    in.skipValue();
    return null;
  }

  /** Says what stands next, for a message. */
  static String describe(JsonToken token) {
    return switch (token) {
      case BEGIN_ARRAY -> "a list";
      case BEGIN_OBJECT -> "an object";
      case STRING, NAME -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case END_ARRAY, END_OBJECT, END_DOCUMENT -> "nothing";
    };
  }
}
