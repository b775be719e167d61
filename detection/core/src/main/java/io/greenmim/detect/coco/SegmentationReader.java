package io.greenmim.detect.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.coco.CocoSegmentation.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads one {@code segmentation} of an annotation or a result, in any of COCO's forms. */
final class SegmentationReader {

  private boolean quoted;

  /** Whether a number of what was read stands between quotes. */
  boolean foundQuoted() {
    return quoted;
  }

  CocoSegmentation read(JsonReader in) throws IOException {
    JsonToken token = in.peek();
    return switch (token) {
      case NULL -> {
        in.nextNull();
        yield new Missing();
      }
      case BEGIN_ARRAY -> polygons(in);
      case BEGIN_OBJECT -> runLengths(in);
      default -> {
        in.skipValue();
        yield new Unreadable(JsonValues.describe(token));
      }
    };
  }

  private CocoSegmentation polygons(JsonReader in) throws IOException {
    List<double[]> parts = new ArrayList<>();
    JsonToken other = null;
    in.beginArray();
    while (in.hasNext()) {
      JsonToken token = in.peek();
      if (token == JsonToken.BEGIN_ARRAY) {
        parts.add(numbers(in));
      } else {
        other = token;
        in.skipValue();
      }
    }
    in.endArray();
    return other == null
        ? new Polygons(parts)
        : new Unreadable("a list of " + JsonValues.describe(other) + " in place of polygons");
  }

  private CocoSegmentation runLengths(JsonReader in) throws IOException {
    double[] size = null;
    double[] counts = null;
    String compressed = null;
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      JsonToken token = in.peek();
      if (name.equals("size") && token == JsonToken.BEGIN_ARRAY) {
        size = numbers(in);
      } else if (name.equals("counts") && token == JsonToken.BEGIN_ARRAY) {
        counts = numbers(in);
      } else if (name.equals("counts") && token == JsonToken.STRING) {
        compressed = in.nextString();
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    if (size == null || size.length != 2 || !areCounts(size)) {
      return new Unreadable("run lengths without a size of two whole numbers");
    }
    if (compressed != null) {
      return new CompressedRuns((int) size[0], (int) size[1], compressed);
    }
    if (counts == null || !areCounts(counts)) {
      return new Unreadable("run lengths without counts, a text or whole numbers from 0");
    }
    int[] runs = new int[counts.length];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = (int) counts[i];
    }
    return new Runs((int) size[0], (int) size[1], runs);
  }

  private double[] numbers(JsonReader in) throws IOException {
    FoundNumbers found = FoundNumbers.read(in);
    quoted |= found.quoted();
    return found.values();
  }

  private static boolean areCounts(double[] values) {
    for (double value : values) {
      // A comparison with something that is not a number fails too.
      if (!(value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value))) {
        return false;
      }
    }
    return true;
  }
}
