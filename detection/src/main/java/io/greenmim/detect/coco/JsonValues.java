package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Reads single values of a JSON file, whatever stands there: a value of another type is read over
 * and told by the result, so that one bad entry does not end the reading of a file.
 */
final class JsonValues {

  private JsonValues() {}

  /** Reads a number; not a number if something else stands there. */
  static double number(JsonReader in) throws IOException {
    JsonToken token = in.peek();
    if (token == JsonToken.NUMBER) {
      return in.nextDouble();
    }
    if (token != JsonToken.STRING) {
      in.skipValue();
      return Double.NaN;
    }
    // Python writes NaN and Infinity as bare words, which the reader gives as strings.
    return switch (in.nextString()) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  /** Reads a whole number; nothing if something else stands there. */
  static OptionalLong integer(JsonReader in) throws IOException {
    if (in.peek() != JsonToken.NUMBER) {
      in.skipValue();
      return OptionalLong.empty();
    }
    String text = in.nextString();
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return wholeDecimal(text);
    }
  }

  private static OptionalLong wholeDecimal(String text) {
    double rough = Double.parseDouble(text);
    // The guard keeps 1e999999999 from becoming a number of a billion digits.
    boolean whole = rough == Math.rint(rough) && Math.abs(rough) < Long.MAX_VALUE;
    return whole ? OptionalLong.of(new BigDecimal(text).longValue()) : OptionalLong.empty();
  }

  /** Reads a whole number that an int holds; -1 if something else stands there. */
  static int size(JsonReader in) throws IOException {
    long value = integer(in).orElse(-1);
    return value > Integer.MAX_VALUE || value < 0 ? -1 : (int) value;
  }

  /** Reads a text; null if something else stands there. */
  static String text(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.STRING) {
      return in.nextString();
    }
    in.skipValue();
    return null;
  }

  /** Reads a list of numbers from after its opening bracket to its closing one. */
  static double[] numbers(JsonReader in) throws IOException {
    double[] values = new double[16];
    int count = 0;
    while (in.hasNext()) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = number(in);
    }
    in.endArray();
    return Arrays.copyOf(values, count);
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
