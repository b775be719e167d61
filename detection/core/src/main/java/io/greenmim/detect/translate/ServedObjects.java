package io.greenmim.detect.translate;

import ai.djl.modality.cv.output.Rectangle;
import ai.djl.util.JsonSerializable;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.MaskOutline;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.model.Instances;
import java.util.List;

/**
 * The objects of an image in JSON: what DJL writes of an object ({@code className}, {@code
 * probability}, {@code boundingBox} as shares of the image), and its mask as COCO writes it, {@code
 * segmentation}, in pixels of the upright image.
 */
final class ServedObjects implements JsonSerializable {

  private static final long serialVersionUID = 1L;

  private final transient JsonArray json;

  /**
   * Writes objects.
   *
   * @param found the objects
   * @param names names of the classes
   * @param size size of the upright image
   * @param form run lengths, polygons, or none
   */
  ServedObjects(Instances found, List<String> names, PixelSize size, MaskForm form) {
    json = new JsonArray();
    for (int i = 0; i < found.scores().length; i++) {
      JsonObject object = new JsonObject();
      object.addProperty("className", names.get(found.classes()[i]));
      object.addProperty("probability", (double) found.scores()[i]);
      object.add("boundingBox", box(found.boxes(), i, size).serialize());
      if (form != MaskForm.NONE && !found.masks().isEmpty()) {
        object.add("segmentation", segmentation(found.masks().get(i), form));
      }
      json.add(object);
    }
  }

  private static Rectangle box(Boxes boxes, int i, PixelSize size) {
    return new Rectangle(
        (double) boxes.x1(i) / size.width(),
        (double) boxes.y1(i) / size.height(),
        (double) boxes.width(i) / size.width(),
        (double) boxes.height(i) / size.height());
  }

  private static JsonElement segmentation(RunLengthMask mask, MaskForm form) {
    if (form == MaskForm.RLE) {
      JsonObject rle = new JsonObject();
      rle.add("size", numbers(mask.height(), mask.width()));
      rle.addProperty("counts", RleString.format(mask));
      return rle;
    }
    JsonArray polygons = new JsonArray();
    MaskOutline.polygons(mask).forEach(polygon -> polygons.add(numbers(polygon)));
    return polygons;
  }

  private static JsonArray numbers(double... values) {
    JsonArray array = new JsonArray();
    for (double value : values) {
      // Corners lie on the grid of pixels.
      array.add(new JsonPrimitive((long) value));
    }
    return array;
  }

  @Override
  public JsonElement serialize() {
    return json;
  }
}
