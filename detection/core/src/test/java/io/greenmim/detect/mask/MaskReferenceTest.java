package io.greenmim.detect.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.testing.Json;
import io.greenmim.detect.testing.Shared;
import io.greenmim.detect.testing.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mask targets and pasted masks as the reference computes them. */
class MaskReferenceTest {

  private static Tensors tensors(String name) throws IOException {
    return Tensors.open(Shared.recorded(name + ".safetensors"));
  }

  @Test
  void targetsOfBitmaps() throws IOException {
    Tensors ops = tensors("ops");
    for (String name : List.of("side28", "side14")) {
      String key = "mask_targets/" + name + "/";
      List<RunLengthMask> objects = masks(ops, key + "bitmaps");
      Boxes boxes = ops.boxes(key + "boxes");
      MaskTargets maker = new MaskTargets(ops.side(key + "target", 1));
      int[] matched = new int[boxes.size()];
      for (int i = 0; i < matched.length; i++) {
        matched[i] = i;
        double[] shares = maker.shares(objects.get(i), boxes, i);
        float[] expected = ops.floats(key + "soft", i);
        for (int bin = 0; bin < shares.length; bin++) {
          assertEquals(expected[bin], shares[bin], 1e-5);
        }
      }
      byte[] targets = maker.targets(objects, matched, boxes);
      byte[] expected = ops.bytes(key + "target");
      byte[] doubtful = ops.bytes(key + "doubtful");
      for (int bin = 0; bin < expected.length; bin++) {
        assertTrue(doubtful[bin] == 1 || targets[bin] == expected[bin], key + bin);
      }
    }
  }

  @Test
  void targetsOfTheModel() throws IOException {
    Tensors model = tensors("maskrcnn");
    int background = 3;
    List<Byte> targets = new ArrayList<>();
    for (int image = 0; image < 2; image++) {
      String roi = "train/roi/image" + image + "/";
      int[] classes = model.ints(roi + "classes");
      int foreground = 0;
      while (foreground < classes.length && classes[foreground] != background) {
        foreground++;
      }
      int[] first = new int[foreground];
      int[] matched = new int[foreground];
      for (int i = 0; i < foreground; i++) {
        first[i] = i;
        matched[i] = model.ints(roi + "matched_gt")[i];
      }
      byte[] made =
          new MaskTargets(28)
              .targets(
                  masks(model, "input/image" + image + "/gt_masks"),
                  matched,
                  model.boxes(roi + "boxes").select(first));
      for (byte target : made) {
        targets.add(target);
      }
    }
    byte[] expected = model.bytes("train/mask/targets");
    assertEquals(expected.length, targets.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], targets.get(i), "bin " + i);
    }
  }

  @Test
  void pastesMasks() throws IOException {
    Tensors ops = tensors("ops");
    for (String name : List.of("m28", "m5", "none")) {
      String key = "paste_masks/" + name + "/";
      MaskPaster paster = new MaskPaster(40, 56, .5f);
      Boxes boxes = ops.boxes(key + "boxes");
      for (int i = 0; i < boxes.size(); i++) {
        float[] square = ops.floats(key + "masks", i);
        assertArrayEquals(
            ops.bytes(key + "pasted", i), paster.paste(square, boxes, i).decode(), key + i);
        if (name.equals("m28")) {
          assertArrayEquals(
              ops.floats(key + "soft", i), paster.stretch(square, boxes, i), 1e-5f, key + i);
        }
      }
    }
  }

  @Test
  void pastesDetectionsOfTheModel() throws IOException {
    Tensors model = tensors("maskrcnn");
    List<int[]> sizes = new ArrayList<>();
    Json.object(Shared.file("golden/detection/maskrcnn.json"))
        .get("output_sizes_hw")
        .getAsJsonArray()
        .forEach(size -> sizes.add(Json.ints(size)));
    for (int image = 0; image < 2; image++) {
      int height = sizes.get(image)[0];
      int width = sizes.get(image)[1];
      String post = "test/post/image" + image + "/";
      Boxes boxes = model.boxes(post + "boxes");
      int[] areas = model.ints(post + "mask_area");
      int[] doubtful = model.ints(post + "mask_doubtful");
      MaskPaster paster = new MaskPaster(height, width, .5f);
      for (int i = 0; i < boxes.size(); i++) {
        RunLengthMask mask =
            paster.paste(model.floats("test/det/image" + image + "/mask_probs", i), boxes, i);
        assertTrue(Math.abs(mask.area() - areas[i]) <= doubtful[i], post + i);
        if (i < 20) {
          byte[] packed = model.bytes(post + "masks_first_packed", i);
          byte[] bitmap = mask.decode();
          int differing = 0;
          for (int pixel = 0; pixel < bitmap.length; pixel++) {
            differing += bitmap[pixel] ^ (packed[pixel / 8] >> (7 - pixel % 8) & 1);
          }
          assertTrue(differing <= doubtful[i], post + i + ": " + differing + " pixels differ");
        }
      }
    }
  }

  private static List<RunLengthMask> masks(Tensors file, String name) {
    List<RunLengthMask> masks = new ArrayList<>();
    for (int i = 0; i < file.side(name, 0); i++) {
      masks.add(RunLengthMask.encode(file.side(name, 1), file.side(name, 2), file.bytes(name, i)));
    }
    return masks;
  }
}
