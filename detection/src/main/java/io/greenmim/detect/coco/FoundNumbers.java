package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * What stands where a file should have a list of numbers.
 *
 * @param values the numbers, not a number in the place of anything else; null if there is no list
 * @param quoted whether one of them stands between quotes
 * @param got what stands there if it is no list, for a message
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within this package only, never compared
record FoundNumbers(double[] values, boolean quoted, String got) {

  /** A field that its object has not. */
  static final FoundNumbers ABSENT = new FoundNumbers(null, false, "nothing");

  private static final int FIRST_ROOM = 16;

  /** Reads whatever comes next. */
  static FoundNumbers read(JsonReader in) throws IOException {
    JsonToken token = in.peek();
    if (token != JsonToken.BEGIN_ARRAY) {
      in.skipValue();
      return new FoundNumbers(null, false, JsonValues.describe(token));
    }
    double[] values = new double[FIRST_ROOM];
    int count = 0;
    boolean quoted = false;
    in.beginArray();
    while (in.hasNext()) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      if (in.peek() == JsonToken.NUMBER) {
        values[count++] = in.nextDouble();
      } else {
        FoundNumber found = FoundNumber.read(in);
        quoted |= found.isQuoted();
        values[count++] = found.value();
      }
    }
    in.endArray();
    return new FoundNumbers(Arrays.copyOf(values, count), quoted, "a list");
  }

  /** Whether there are so many numbers, each of them finite. */
  boolean isFinite(int count) {
    return values != null
        && values.length == count
        && Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** Says what stands there, for a message; longer lists by their length. */
  String describe(int longest) {
    if (values == null) {
      return got;
    }
    return values.length <= longest ? Arrays.toString(values) : "a list of " + values.length;
  }
}
