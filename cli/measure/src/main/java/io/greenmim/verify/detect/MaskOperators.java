package io.greenmim.verify.detect;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.mask.MaskPaster;
import io.greenmim.detect.mask.MaskTargets;
import io.greenmim.detect.mask.RunLengthMask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Masks between images and the squares of the mask head. */
final class MaskOperators {

  private MaskOperators() {}

  static void paste(OperatorCase call) throws IOException {
    List<Integer> size = call.parameters().integers("image_size_hw");
    int height = size.get(0);
    int width = size.get(1);
    MaskPaster paster =
        new MaskPaster(height, width, (float) call.parameters().number("threshold"));
    float[] squares = call.floats("masks");
    Boxes boxes = call.boxes("boxes");
    int n = boxes.size();
    int square = n == 0 ? 0 : squares.length / n;
    int[] pasted = new int[n * height * width];
    float[] soft = new float[pasted.length];
    for (int i = 0; i < n; i++) {
      float[] probabilities = Arrays.copyOfRange(squares, i * square, (i + 1) * square);
      byte[] mask = paster.paste(probabilities, boxes, i).decode();
      for (int pixel = 0; pixel < mask.length; pixel++) {
        pasted[i * mask.length + pixel] = mask[pixel];
      }
      float[] stretched = paster.stretch(probabilities, boxes, i);
      System.arraycopy(stretched, 0, soft, i * stretched.length, stretched.length);
    }
    call.compare("pasted", pasted);
    if (call.has("soft")) {
      call.compare("soft", soft, Agreement.FEATURES);
    }
  }

  static void target(OperatorCase call) throws IOException {
    MaskTargets maker = new MaskTargets(call.parameters().integer("mask_size"));
    Boxes boxes = call.boxes("boxes");
    List<RunLengthMask> objects =
        masks(call.integers("bitmaps"), call.length("bitmaps", 1), call.length("bitmaps", 2));
    List<double[]> shares = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      shares.add(maker.shares(objects.get(i), boxes, i));
    }
    double[] joined = JsonArrays.flat(shares);
    float[] soft = new float[joined.length];
    for (int i = 0; i < soft.length; i++) {
      soft[i] = (float) joined[i];
    }
    call.compare("soft", soft, Agreement.FEATURES);
    int[] matched = IntStream.range(0, boxes.size()).toArray();
    call.ledger()
        .compareBut(
            call.key("target"), maker.targets(objects, matched, boxes), call.key("doubtful"));
  }

  /** Turns bitmaps, (n x height x width), into masks. */
  static List<RunLengthMask> masks(int[] bitmaps, int height, int width) {
    List<RunLengthMask> masks = new ArrayList<>();
    for (int start = 0; start < bitmaps.length; start += height * width) {
      byte[] bitmap = new byte[height * width];
      for (int i = 0; i < bitmap.length; i++) {
        bitmap[i] = (byte) bitmaps[start + i];
      }
      masks.add(RunLengthMask.encode(height, width, bitmap));
    }
    return masks;
  }
}
