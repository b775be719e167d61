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
 * @param odd what stands there in the place of a list, or in the list in the place of the first
 *     number that is none; null if all is well
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within this package only, never compared
record FoundNumbers(double[] values, boolean quoted, String odd) {

  /** A field that its object has not. */
  static final FoundNumbers ABSENT = new FoundNumbers(null, false, "nothing");

  private static final int FIRST_ROOM = 16;

  /** Reads whatever comes next. */
  static FoundNumbers read(JsonReader in) throws IOException {
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      return new FoundNumbers(null, false, FoundNumber.read(in).got());
    }
    double[] values = new double[FIRST_ROOM];
    int count = 0;
    boolean quoted = false;
    String odd = null;
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
        odd = odd == null && !found.isNumber() ? found.got() : odd;
        values[count++] = found.value();
      }
    }
    in.endArray();
    return new FoundNumbers(Arrays.copyOf(values, count), quoted, odd);
  }

  /** Whether there are so many numbers, each of them finite. */
  boolean isFinite(int count) {
    return values != null
        && values.length == count
        && Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** Says what stands there, for a message; longer lists by their length. */
  String describe(int longest) {
    if (odd != null) {
      return values == null ? odd : "a list with " + odd;
    }
    return values.length <= longest ? Arrays.toString(values) : "a list of " + values.length;
  }
}
