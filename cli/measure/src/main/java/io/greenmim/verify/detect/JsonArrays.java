package io.greenmim.verify.detect;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.greenmim.detect.boxes.BoxXywh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Lists of a JSON file as Java arrays. */
final class JsonArrays {

  /** What stands for a ratio 0 / 0, which JSON writes as null. */
  private static final double NONE = -1;

  private JsonArrays() {}

  static List<JsonObject> objects(JsonElement list) {
    List<JsonObject> objects = new ArrayList<>();
    list.getAsJsonArray().forEach(item -> objects.add(item.getAsJsonObject()));
    return objects;
  }

  static double[] doubles(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
        .mapToDouble(item -> item.isJsonNull() ? Double.NaN : item.getAsDouble())
        .toArray();
  }

  static int[] integers(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
        .mapToInt(JsonElement::getAsInt)
        .toArray();
  }

  static List<String> texts(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
        .map(JsonElement::getAsString)
        .toList();
  }

  /** Reads polygons: lists of x and y. */
  static List<double[]> rows(JsonElement list) {
    List<double[]> rows = new ArrayList<>();
    list.getAsJsonArray().forEach(row -> rows.add(doubles(row)));
    return rows;
  }

  static BoxXywh box(JsonElement numbers) {
    double[] box = doubles(numbers);
    return new BoxXywh(box[0], box[1], box[2], box[3]);
  }

  /** Lists the numbers of all rows, whatever is no number as a number that all share. */
  static double[] flat(List<double[]> rows) {
    return rows.stream()
        .flatMapToDouble(row -> Arrays.stream(row))
        .map(value -> Double.isNaN(value) ? NONE : value)
        .toArray();
  }

  static double[] widened(int[] values) {
    return IntStream.of(values).asDoubleStream().toArray();
  }
}
