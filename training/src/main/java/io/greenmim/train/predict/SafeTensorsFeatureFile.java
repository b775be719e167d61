package io.greenmim.train.predict;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Features as one tensor {@code features} (n, C), float32; the header's text {@code images} is a
 * JSON list of the images' names in the order of the rows, {@code model} names the model.
 */
final class SafeTensorsFeatureFile implements FeatureFile {

  private final Path path;
  private final String model;
  private final List<String> images = new ArrayList<>();
  private final List<float[]> features = new ArrayList<>();

  SafeTensorsFeatureFile(Path path, String model) {
    this.path = path;
    this.model = model;
  }

  @Override
  public void take(String image, float[] feature) {
    long bytes = (features.size() + 1L) * feature.length * Float.BYTES;
    if (bytes > Integer.MAX_VALUE) {
      throw new UserException(
          "%s: expected less than 2 GiB of features, got more with image %s; use a .csv file"
              .formatted(path, features.size() + 1));
    }
    images.add(image);
    features.add(feature);
  }

  @Override
  public void commit() throws IOException {
    int length = features.get(0).length;
    FloatBuffer values = FloatBuffer.allocate(features.size() * length);
    features.forEach(values::put);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      NDArray table = manager.create(values.flip(), new Shape(features.size(), length));
      Map<String, String> texts = Map.of("images", new Gson().toJson(images), "model", model);
      SafeTensorsWriter.write(path, TensorArrays.stored(Map.of("features", table)), texts);
    }
  }

  @Override
  public void close() {}
}
