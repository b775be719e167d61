package io.greenmim.detect.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads reference files in JSON. */
public final class Json {

  private Json() {}

  /**
   * Reads a reference file of the shared folder, or its copy in the class path where there is no
   * such folder.
   */
  public static JsonObject reference(String name) throws IOException {
    if (System.getenv("GREENMIM_SHARED") != null) {
      return object(Shared.file("golden/detection/" + name));
    }
    try (InputStream copy = Json.class.getResourceAsStream("/detection/" + name)) {
      assumeTrue(copy != null, "GREENMIM_SHARED names no folder with reference files");
      return JsonParser.parseReader(new InputStreamReader(copy, StandardCharsets.UTF_8))
          .getAsJsonObject();
    }
  }

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
