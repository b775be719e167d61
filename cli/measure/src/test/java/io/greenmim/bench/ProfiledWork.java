package io.greenmim.bench;

import ai.djl.pytorch.jni.JniUtils;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Operations that the engine carried out, from the shapes in its own profile: a multiplication and
 * an addition count apart.
 *
 * @param products those of matrix products
 * @param convolutions those of convolutions, which keep the size of the map (kernels of an odd
 *     side) or have the kernel's side as their stride
 */
record ProfiledWork(double products, double convolutions) {

  /** Profiles what runs on this thread. */
  static ProfiledWork of(Runnable work, Path folder) throws IOException {
    Path file = folder.resolve("profile.json");
    JniUtils.startProfile(false, true, false);
    try {
      work.run();
    } finally {
      JniUtils.stopProfile(file.toString());
    }
    double products = 0;
    double convolutions = 0;
    for (JsonElement element : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
      JsonObject event = element.getAsJsonObject();
      if (event.has("shape")) {
        JsonArray shapes = event.getAsJsonArray("shape");
        switch (event.get("name").getAsString()) {
          case "aten::mm", "aten::bmm" -> products += product(shapes, 0);
          case "aten::addmm", "aten::baddbmm" -> products += product(shapes, 1);
          case "aten::convolution" -> convolutions += convolution(shapes);
          default -> {}
        }
      }
    }
    return new ProfiledWork(products, convolutions);
  }

  /** (.., n, k) x (.., k, m). */
  private static double product(JsonArray shapes, int first) {
    JsonArray right = shapes.get(first + 1).getAsJsonArray();
    return 2 * size(shapes.get(first)) * right.get(right.size() - 1).getAsDouble();
  }

  /** (B, c, H, W) under (C, c / groups, k, k). */
  private static double convolution(JsonArray shapes) {
    JsonArray map = shapes.get(0).getAsJsonArray();
    int kernel = shapes.get(1).getAsJsonArray().get(2).getAsInt();
    int stride = kernel % 2 == 1 ? 1 : kernel;
    long rows = map.get(2).getAsInt() / stride;
    long cols = map.get(3).getAsInt() / stride;
    double places = (double) rows * cols;
    return 2 * map.get(0).getAsDouble() * places * size(shapes.get(1));
  }

  private static double size(JsonElement shape) {
    double size = 1;
    for (JsonElement side : shape.getAsJsonArray()) {
      size *= side.getAsDouble();
    }
    return size;
  }
}
