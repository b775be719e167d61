package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What stands where a file should have a number. Nothing is read as a default: whoever asks learns
 * what stands there instead.
 *
 * @param form what it is
 * @param text the number as the file writes it, or a description of anything else
 */
record FoundNumber(Form form, String text) {

  /** A field that its object has not. */
  static final FoundNumber ABSENT = new FoundNumber(Form.ABSENT, "nothing");

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

  private static final int LONGEST_NUMBER = 60;

  /** What can stand there. */
  enum Form {
    /** A number; perhaps NaN or Infinity, which Python writes as bare words. */
    NUMBER,
    /** A number between quotes. */
    QUOTED,
    /** True or false. */
    TRUTH,
    /** The word null. */
    NULL,
    /** No field of that name. */
    ABSENT,
    /** Anything else. */
    OTHER
  }

  /** Reads whatever comes next. */
  static FoundNumber read(JsonReader in) throws IOException {
    JsonToken token = in.peek();
    return switch (token) {
      case NUMBER -> new FoundNumber(Form.NUMBER, in.nextString());
      case BOOLEAN -> new FoundNumber(Form.TRUTH, String.valueOf(in.nextBoolean()));
      case STRING -> ofText(in.nextString());
      default -> {
        in.skipValue();
        Form form = token == JsonToken.NULL ? Form.NULL : Form.OTHER;
        yield new FoundNumber(form, JsonValues.describe(token));
      }
    };
  }

  private static FoundNumber ofText(String text) {
    String stripped = text.strip();
    if (stripped.equals("NaN") || stripped.equals("Infinity") || stripped.equals("-Infinity")) {
      return new FoundNumber(Form.NUMBER, stripped);
    }
    boolean number = stripped.length() <= LONGEST_NUMBER && NUMBER.matcher(stripped).matches();
    return number
        ? new FoundNumber(Form.QUOTED, stripped)
        : new FoundNumber(Form.OTHER, "the text \"" + text + "\"");
  }

  /** Whether the object has the field at all. */
  boolean isPresent() {
    return form != Form.ABSENT;
  }

  /** Whether this is a number between quotes. */
  boolean isQuoted() {
    return form == Form.QUOTED;
  }

  /** Whether this is a number, perhaps between quotes. */
  boolean isNumber() {
    return form == Form.NUMBER || isQuoted();
  }

  /** The number; not a number if this is none. */
  double value() {
    return isNumber() ? Double.parseDouble(text) : Double.NaN;
  }

  /** The whole number; nothing if this is none. */
  OptionalLong whole() {
    if (!isNumber()) {
      return OptionalLong.empty();
    }
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

  /** The whole number from 1 that an int holds; -1 if this is none. */
  int size() {
    long value = whole().orElse(-1);
    return value > Integer.MAX_VALUE || value < 1 ? -1 : (int) value;
  }

  /** Says what stands there, for a message. */
  String got() {
    return isQuoted() ? "the text \"" + text + "\"" : text;
  }
}
