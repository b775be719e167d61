package io.greenmim.detect.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads reference files in JSON. */
public final class Json {

  private Json() {}

  public static JsonObject object(Path path) throws IOException {
    try (Reader reader = Files.newBufferedReader(path)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }

  public static List<JsonObject> objects(JsonElement array) {
    List<JsonObject> objects = new ArrayList<>();
    array.getAsJsonArray().forEach(element -> objects.add(element.getAsJsonObject()));
    return objects;
  }

  public static double[] doubles(JsonElement array) {
    JsonArray items = array.getAsJsonArray();
    double[] values = new double[items.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = items.get(i).isJsonNull() ? Double.NaN : items.get(i).getAsDouble();
    }
    return values;
  }

  public static int[] ints(JsonElement array) {
    JsonArray items = array.getAsJsonArray();
    int[] values = new int[items.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = items.get(i).getAsInt();
    }
    return values;
  }

  public static List<String> texts(JsonElement array) {
    List<String> texts = new ArrayList<>();
    array.getAsJsonArray().forEach(element -> texts.add(element.getAsString()));
    return texts;
  }
}
