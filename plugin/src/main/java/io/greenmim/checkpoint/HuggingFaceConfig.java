package io.greenmim.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.greenmim.config.ModelConfig;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The {@code config.json} of a Swin in a folder of Hugging Face, of transformers or of timm: what
 * shapes do not tell, and whether it is a network that we have.
 *
 * @param path the file
 * @param values what it says
 */
record HuggingFaceConfig(Path path, JsonObject values) {

  private static final String NAME = "config.json";
  private static final String MODEL_TYPE = "model_type";
  private static final String TIMM = "architecture";
  private static final String WRAPPED = "timm_wrapper";
  private static final String SWIN = "swin";
  private static final long LONGEST = 1 << 20;

  HuggingFaceConfig {
    values = values.deepCopy();
  }

  @Override
  public JsonObject values() {
    return values.deepCopy();
  }

  /** Tells whether the configuration in a folder is one of transformers or of timm. */
  static boolean isIn(Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(NAME))) {
      return false;
    }
    JsonObject values = parse(folder.resolve(NAME));
    return values.has(MODEL_TYPE) || values.has(TIMM);
  }

  /**
   * Reads the configuration in a folder.
   *
   * @throws IOException if it is damaged, or one of a network that we have not; one line
   */
  static HuggingFaceConfig read(Path folder) throws IOException {
    HuggingFaceConfig config =
        new HuggingFaceConfig(folder.resolve(NAME), parse(folder.resolve(NAME)));
    if (config.isOfTimm()) {
      return config;
    }
    config.expect(MODEL_TYPE, SWIN);
    config.expect("use_absolute_embeddings", "false");
    config.expect("qkv_bias", "true");
    config.expect("hidden_act", "gelu");
    return config;
  }

  /** Transformers keeps a model of timm under a type of its own, with timm's key beside it. */
  private boolean isOfTimm() {
    return values.has(TIMM)
        && (!values.has(MODEL_TYPE) || values.get(MODEL_TYPE).equals(new JsonPrimitive(WRAPPED)));
  }

  private static JsonObject parse(Path path) throws IOException {
    try {
      if (Files.size(path) <= LONGEST
          && JsonParser.parseString(Files.readString(path)) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException | CharacterCodingException e) {
      throw new IOException(path + ": expected a JSON object, got a damaged one", e);
    }
    throw new IOException(path + ": expected a JSON object, got something else");
  }

  private void expect(String key, Object value) throws IOException {
    JsonElement got = values.get(key);
    String text = got instanceof JsonPrimitive one ? one.getAsString() : String.valueOf(got);
    if (got != null && !text.equals(String.valueOf(value))) {
      throw new IOException(
          "%s: %s: expected %s, got %s".formatted(path, key, value, Printable.of(text)));
    }
  }

  /**
   * Fills in what the shapes of the weights did not tell.
   *
   * @param inferred what they told
   * @return the configuration of the model
   * @throws IOException if the file describes another network than the shapes do
   */
  ModelConfig complete(ModelConfig inferred) throws IOException {
    SwinConfig encoder = (SwinConfig) inferred.encoder();
    expect("num_channels", encoder.inChannels());
    expect("patch_size", encoder.patchSize());
    expect("embed_dim", encoder.embedDim());
    expectAll("depths", encoder.depths());
    expectAll("num_heads", encoder.heads());
    int size = size(encoder.imageSize());
    try {
      SwinConfig completed =
          encoder
              .withImageSize(size)
              .withLayerNormEps(number("layer_norm_eps", encoder.layerNormEps()))
              .withDropPath(number("drop_path_rate", encoder.dropPath()));
      return inferred.withEncoder(VariantNames.of(completed), completed);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  private void expectAll(String key, List<Integer> numbers) throws IOException {
    JsonElement got = values.get(key);
    JsonArray expected = new JsonArray();
    numbers.forEach(expected::add);
    if (got != null && !got.equals(expected)) {
      throw new IOException(
          "%s: %s: expected %s as the weights have it, got %s"
              .formatted(path, key, numbers, Printable.of(got.toString())));
    }
  }

  private double number(String key, double otherwise) throws IOException {
    JsonElement got = values.get(key);
    if (got == null) {
      return otherwise;
    }
    if (got instanceof JsonPrimitive one && one.isNumber()) {
      return one.getAsDouble();
    }
    throw new IOException(
        "%s: %s: expected a number, got %s"
            .formatted(path, key, Printable.of(String.valueOf(got))));
  }

  /** What transformers calls image_size and timm, with the channels, input_size. */
  private int size(int otherwise) throws IOException {
    if (values.get("pretrained_cfg") instanceof JsonObject timm
        && timm.get("input_size") instanceof JsonArray sides
        && sides.size() == 3) {
      JsonArray map = new JsonArray();
      map.add(sides.get(1));
      map.add(sides.get(2));
      return side("input_size", map, otherwise);
    }
    return side("image_size", values.get("image_size"), otherwise);
  }

  /** A side in pixels, or height and width if they are equal. */
  private int side(String key, JsonElement got, int otherwise) throws IOException {
    boolean equal =
        got instanceof JsonArray sides && sides.size() == 2 && sides.get(0).equals(sides.get(1));
    JsonElement one = equal ? got.getAsJsonArray().get(0) : got;
    if (one == null) {
      return otherwise;
    }
    if (one instanceof JsonPrimitive value
        && value.isNumber()
        && value.getAsString().matches("\\d{1,5}")) {
      return value.getAsInt();
    }
    throw new IOException(
        "%s: %s: expected a side in pixels, got %s"
            .formatted(path, key, Printable.of(one.toString())));
  }
}
