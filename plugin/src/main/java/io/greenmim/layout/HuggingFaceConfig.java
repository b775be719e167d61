package io.greenmim.layout;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.greenmim.config.ImageSize;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The {@code config.json} of a model in a folder of Hugging Face, of transformers or of timm: what
 * shapes do not tell, and whether it is a network that we have.
 */
public final class HuggingFaceConfig {

  private static final String NAME = "config.json";
  private static final String MODEL_TYPE = "model_type";
  private static final String TIMM = "architecture";
  private static final String WRAPPED = "timm_wrapper";
  private static final long LONGEST = 1 << 20;

  private final Path path;
  private final JsonObject values;

  private HuggingFaceConfig(Path path) throws IOException {
    this.path = path;
    values = parse(path);
  }

  /**
   * Tells whether a folder is one of transformers or of timm.
   *
   * @param folder a folder
   * @return whether its {@code config.json} has a key that they alone have
   * @throws IOException if it has a {@code config.json} that is damaged
   */
  public static boolean isIn(Path folder) throws IOException {
    if (!Files.isRegularFile(folder.resolve(NAME))) {
      return false;
    }
    JsonObject values = parse(folder.resolve(NAME));
    return values.has(MODEL_TYPE) || values.has(TIMM);
  }

  /**
   * Reads the configuration in a folder.
   *
   * @param folder the folder
   * @param families those that may be meant
   * @return the configuration
   * @throws IOException if it is damaged, or one of a network that they have not; one line
   */
  public static HuggingFaceConfig read(Path folder, Collection<FamilyLayouts> families)
      throws IOException {
    HuggingFaceConfig config = new HuggingFaceConfig(folder.resolve(NAME));
    JsonElement type = config.values.get(MODEL_TYPE);
    // Transformers keeps a model of timm under a type of its own, with timm's key beside it.
    if (config.values.has(TIMM) && (type == null || type.equals(new JsonPrimitive(WRAPPED)))) {
      return config;
    }
    String word = type instanceof JsonPrimitive one ? one.getAsString() : String.valueOf(type);
    List<HuggingFaceForm> forms =
        families.stream().flatMap(family -> family.huggingFace().stream()).toList();
    for (HuggingFaceForm form : forms) {
      if (form.modelTypes().contains(word)) {
        form.check(config);
        return config;
      }
    }
    List<String> known =
        forms.stream().flatMap(form -> form.modelTypes().stream()).sorted().toList();
    throw config.expected(MODEL_TYPE, String.join(" or ", known), word);
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

  private IOException expected(String key, Object value, String got) {
    return new IOException(
        "%s: %s: expected %s, got %s".formatted(path, key, value, Printable.of(got)));
  }

  /**
   * Returns the file, for messages.
   *
   * @return its path
   */
  public Path path() {
    return path;
  }

  /**
   * Demands a value where there is one.
   *
   * @param key the key
   * @param value text, number or switch
   * @throws IOException if the file says something else; one line
   */
  public void expect(String key, Object value) throws IOException {
    JsonElement got = values.get(key);
    String text = got instanceof JsonPrimitive one ? one.getAsString() : String.valueOf(got);
    if (got != null && !text.equals(String.valueOf(value))) {
      throw expected(key, value, text);
    }
  }

  /**
   * Demands numbers where there are any.
   *
   * @param key the key
   * @param numbers what the weights tell
   * @throws IOException if the file says something else; one line
   */
  public void expectAll(String key, List<Integer> numbers) throws IOException {
    JsonElement got = values.get(key);
    JsonArray wanted = new JsonArray();
    numbers.forEach(wanted::add);
    if (got != null && !got.equals(wanted)) {
      throw expected(key, numbers + " as the weights have it", got.toString());
    }
  }

  /**
   * Returns a number.
   *
   * @param key the key
   * @param otherwise what it is if the file does not say
   * @return the number
   * @throws IOException if the file says something else than a number; one line
   */
  public double number(String key, double otherwise) throws IOException {
    JsonElement got = values.get(key);
    if (got == null) {
      return otherwise;
    }
    if (got instanceof JsonPrimitive one && one.isNumber()) {
      return one.getAsDouble();
    }
    throw expected(key, "a number", got.toString());
  }

  /**
   * Returns the size of images: what transformers calls image_size and timm, with the channels,
   * input_size.
   *
   * @param otherwise what it is if the file does not say
   * @return height and width in pixels
   * @throws IOException if the file says something else than one side, or two; one line
   */
  public ImageSize imageSize(ImageSize otherwise) throws IOException {
    if (values.get("pretrained_cfg") instanceof JsonObject timm
        && timm.get("input_size") instanceof JsonArray sides
        && sides.size() == 3) {
      return new ImageSize(side("input_size", sides.get(1)), side("input_size", sides.get(2)));
    }
    JsonElement got = values.get("image_size");
    if (got == null) {
      return otherwise;
    }
    return got instanceof JsonArray sides && sides.size() == 2
        ? new ImageSize(side("image_size", sides.get(0)), side("image_size", sides.get(1)))
        : ImageSize.square(side("image_size", got));
  }

  private int side(String key, JsonElement got) throws IOException {
    if (got instanceof JsonPrimitive value
        && value.isNumber()
        && value.getAsString().matches("[1-9]\\d{0,4}")) {
      return value.getAsInt();
    }
    throw expected(key, "a side in pixels", got.toString());
  }
}
