package io.greenmim.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.Encoder;
import io.greenmim.model.VisiblePatches;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.List;
import java.util.stream.IntStream;

/** Encoders over what masks of 32 pixels a patch leave. */
public final class GreenPass {

  private GreenPass() {}

  /** Different masks that hide 60 %. */
  public static List<PatchMask> masks(int count, int rows, int cols) {
    RandomMaskGenerator generator = new RandomMaskGenerator(3, 0.6);
    return IntStream.range(0, count).mapToObj(i -> generator.generate(i, rows, cols)).toList();
  }

  /** The latents, (n, B, C), in reference precision. */
  public static NDArray latents(Encoder encoder, NDArray images, List<PatchMask> masks) {
    return latents(encoder, images, masks, Precision.REFERENCE);
  }

  /** The latents, (n, B, C). */
  public static NDArray latents(
      Encoder encoder, NDArray images, List<PatchMask> masks, Precision precision) {
    PassStore store = new PassStore(images.getManager(), precision);
    return encoder.encode(
        store,
        new VisiblePatches(images, encoder.planner(32, GroupingMode.OPTIMAL).plan(masks)),
        false);
  }

  /** The rows of visible sites of a map (B, C, h, w), as latents list them. */
  public static NDArray visible(NDArray map, List<PatchMask> masks) {
    Shape shape = map.getShape();
    NDArray rows = map.reshape(shape.get(0), shape.get(1), -1);
    NDList images = new NDList();
    for (int image = 0; image < shape.get(0); image++) {
      int[] sites = masks.get(image % masks.size()).visibleIndices();
      NDArray index = map.getManager().create(sites).toType(DataType.INT64, false);
      images.add(rows.get(image).transpose().get(index));
    }
    return NDArrays.stack(images, 1);
  }
}
