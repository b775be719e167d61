package io.greenmim.train.probe;

import ai.djl.nn.Block;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.greenmim.model.Encoder;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.predict.FeatureFile;
import io.greenmim.translate.EvalTransform;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Features that were computed before: a file for each model, way to prepare images, and list of
 * images, named by a digest of the weights, of the encoder's configuration, of the precision, of
 * the preparation, and of names, sizes and times of the images. A file as {@code greenmim features}
 * writes it.
 */
final class FeatureCache {

  private final Path file;

  private FeatureCache(Path file) {
    this.file = file;
  }

  /** The place of features in a folder. */
  static FeatureCache in(
      Path folder,
      Block model,
      InferencePrecision precision,
      EvalTransform transform,
      ImageList images)
      throws IOException {
    MessageDigest digest = sha256();
    StateDict.of(model).addTo(digest);
    add(digest, ((Encoder) model).config() + " " + transform);
    if (precision != InferencePrecision.FP32) {
      add(digest, precision.toString());
    }
    for (int i = 0; i < images.size(); i++) {
      ImageFile image = images.files().get(i);
      Path path = images.path(i);
      Object time = Files.exists(path) ? Files.getLastModifiedTime(path) : "none";
      add(digest, image + " " + time);
    }
    String name = HexFormat.of().formatHex(digest.digest(), 0, 16);
    return new FeatureCache(folder.resolve("features-" + name + ".safetensors"));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Whether there are features. */
  boolean exists() {
    return Files.exists(file);
  }

  /** The features by image; those of images that could not be read are missing. */
  Map<String, float[]> read() throws IOException {
    SafeTensorsFile stored = SafeTensorsFile.open(file);
    try {
      String[] names = new Gson().fromJson(stored.metadata().get("images"), String[].class);
      StoredTensor table = stored.tensor("features");
      float[] values = FloatValues.of(table);
      int length = Math.toIntExact(table.shape().get(1));
      Map<String, float[]> features = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        features.put(names[i], Arrays.copyOfRange(values, i * length, (i + 1) * length));
      }
      return features;
    } catch (JsonParseException | NullPointerException | IndexOutOfBoundsException e) {
      throw new IOException(file + ": expected features that were kept; remove the file", e);
    }
  }

  /** Keeps features. */
  void write(Map<String, float[]> features) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FeatureFile kept = FeatureFile.open(file, "probe")) {
      for (Map.Entry<String, float[]> feature : features.entrySet()) {
        kept.take(feature.getKey(), feature.getValue());
      }
      kept.commit();
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
