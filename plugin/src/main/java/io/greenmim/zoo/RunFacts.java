package io.greenmim.zoo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.greenmim.weights.ConfigFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the files of a run tell of a model's training; any of them may be missing. */
final class RunFacts {

  private static final String STATE = "state.json";
  private static final String MANIFEST = "manifest.json";
  private static final String METRICS = "metrics.jsonl";

  private RunFacts() {}

  /** Collects the facts as labels and texts, in the order of a table. */
  static Map<String, String> read(Path run) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, Object> state = map(run.resolve(STATE));
    Map<String, Object> manifest = map(run.resolve(MANIFEST));
    put(facts, "training images", first("imageCount", manifest, state));
    put(facts, "hash of the image list", first("dataListHash", manifest, state));
    put(facts, "steps", state.get("step"));
    put(facts, "images a step", state.get("batchImages"));
    put(facts, "seed", first("seed", manifest, state));
    put(facts, "device", manifest.get("device"));
    Path metrics = run.resolve(METRICS);
    if (Files.exists(metrics)) {
      put(facts, "mean loss of the last epoch", lastEpochLoss(metrics));
    }
    return facts;
  }

  private static Map<String, Object> map(Path file) throws IOException {
    return Files.exists(file) ? ConfigFile.readMap(file) : Map.of();
  }

  private static Object first(String key, Map<String, Object> one, Map<String, Object> other) {
    return one.containsKey(key) ? one.get(key) : other.get(key);
  }

  private static void put(Map<String, String> facts, String label, Object value) {
    if (value instanceof Double number && number == Math.rint(number)) {
      facts.put(label, Long.toString(number.longValue()));
    } else if (value != null) {
      facts.put(label, value.toString());
    }
  }

  /** Averages the losses of the last epoch; a line that was cut off at the end does not count. */
  private static String lastEpochLoss(Path file) throws IOException {
    double epoch = Double.NaN;
    double sum = 0;
    int count = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        JsonElement item = parse(line);
        if (item instanceof JsonObject step && step.has("epoch") && step.has("loss")) {
          double number = step.get("epoch").getAsDouble();
          if (number != epoch) {
            epoch = number;
            sum = 0;
            count = 0;
          }
          sum += step.get("loss").getAsDouble();
          count++;
        }
      }
    }
    return count == 0 ? null : String.format(Locale.ROOT, "%.4f", sum / count);
  }

  private static JsonElement parse(String line) {
    try {
      return JsonParser.parseString(line);
    } catch (JsonParseException e) {
      return null;
    }
  }
}
