package io.greenmim.detect.translate;

import ai.djl.modality.Input;
import ai.djl.ndarray.BytesSupplier;
import io.greenmim.tensors.JsonText;
import io.greenmim.translate.ModelArguments;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a request asks of an answer. Either key may come as a property of the input (a header or a
 * key of the address, as DJL Serving hands them on), as a part of its own, or in a JSON body beside
 * {@code image_url}; what comes later in this list goes first.
 *
 * @param threshold least score of an answer, in [0, 1]
 * @param masks how masks are written
 */
record DetectionRequest(double threshold, MaskForm masks) {

  private static final String IMAGE_URL = "image_url";
  private static final Set<String> KEYS =
      Set.of(IMAGE_URL, DetectionSettings.THRESHOLD, MaskForm.NAME);

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is out of its range
   */
  DetectionRequest {
    DetectionSettings.checkThreshold(threshold);
  }

  /**
   * Reads a request.
   *
   * @param input the input
   * @param usual what holds where it asks for nothing
   * @throws IllegalArgumentException if a value is out of its range, or a JSON body has other keys
   */
  static DetectionRequest of(Input input, DetectionRequest usual) {
    Map<String, Object> body = body(input);
    for (String key : body.keySet()) {
      if (!KEYS.contains(key)) {
        throw ModelArguments.unknown("key of the request", key, KEYS);
      }
    }
    String threshold = value(input, body, DetectionSettings.THRESHOLD);
    String masks = value(input, body, MaskForm.NAME);
    return new DetectionRequest(
        threshold == null
            ? usual.threshold
            : ModelArguments.number(DetectionSettings.THRESHOLD, threshold),
        masks == null ? usual.masks : MaskForm.of(masks));
  }

  private static String value(Input input, Map<String, Object> body, String key) {
    Object inBody = body.get(key);
    if (inBody != null) {
      return inBody.toString();
    }
    BytesSupplier part = input.get(key);
    return part == null ? input.getProperty(key, null) : part.getAsString().strip();
  }

  private static Map<String, Object> body(Input input) {
    String type = input.getProperty("Content-Type", "").toLowerCase(Locale.ROOT);
    BytesSupplier data = input.getData();
    if (data == null || !type.startsWith("application/json")) {
      return Map.of();
    }
    try {
      return JsonText.object(data.getAsString());
    } catch (JsonText.Malformed e) {
      throw new IllegalArgumentException(
          "expected a JSON object with %s: %s".formatted(IMAGE_URL, e.getMessage()), e);
    }
  }
}
