package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;
import java.util.List;

/**
 * Boxes as four numbers relative to other boxes: the shift of the centre in sides and the logarithm
 * of the sides' ratio, each times a weight (Girshick et al., 2014, arXiv 1311.2524, appendix C).
 *
 * <p>Arithmetic is float32, operation by operation as the reference orders it. Immutable.
 */
public final class BoxCodec {

  /** Largest logarithm of a ratio that is decoded: no box grows beyond 62.5 times its side. */
  public static final double SCALE_CLAMP = Math.log(1000.0 / 16);

  private static final float CLAMP = (float) SCALE_CLAMP;

  private final float weightX;
  private final float weightY;
  private final float weightWidth;
  private final float weightHeight;

  /**
   * Makes a codec.
   *
   * @param weights factors of dx, dy, dw and dh, positive
   * @throws IllegalArgumentException if they are not four positive numbers
   */
  public BoxCodec(List<Double> weights) {
    Checks.that(
        weights.size() == Boxes.WIDTH && weights.stream().allMatch(weight -> weight > 0),
        "weights: expected four positive numbers, got %s",
        weights);
    weightX = weights.get(0).floatValue();
    weightY = weights.get(1).floatValue();
    weightWidth = weights.get(2).floatValue();
    weightHeight = weights.get(3).floatValue();
  }

  /**
   * Makes the codec of the region proposal network, whose weights are 1.
   *
   * @return the codec
   */
  public static BoxCodec unweighted() {
    return new BoxCodec(List.of(1.0, 1.0, 1.0, 1.0));
  }

  /**
   * Expresses boxes relative to others.
   *
   * @param from the boxes to start from (n)
   * @param to the boxes to arrive at (n)
   * @return dx, dy, dw, dh of each, (n x 4)
   * @throws IllegalArgumentException if the numbers of boxes differ or a side is not positive
   */
  public float[] encode(Boxes from, Boxes to) {
    Checks.that(
        from.size() == to.size(),
        "boxes: expected as many as there are to start from, %d, got %d",
        from.size(),
        to.size());
    float[] deltas = new float[Boxes.WIDTH * from.size()];
    for (int i = 0; i < from.size(); i++) {
      demandArea(from, i);
      demandArea(to, i);
      float width = from.width(i);
      float height = from.height(i);
      float x = from.x1(i) + 0.5f * width;
      float y = from.y1(i) + 0.5f * height;
      float targetX = to.x1(i) + 0.5f * to.width(i);
      float targetY = to.y1(i) + 0.5f * to.height(i);
      int at = Boxes.WIDTH * i;
      deltas[at] = weightX * (targetX - x) / width;
      deltas[at + 1] = weightY * (targetY - y) / height;
      deltas[at + 2] = weightWidth * (float) Math.log(to.width(i) / width);
      deltas[at + 3] = weightHeight * (float) Math.log(to.height(i) / height);
    }
    return deltas;
  }

  private static void demandArea(Boxes boxes, int i) {
    Checks.that(
        boxes.width(i) > 0 && boxes.height(i) > 0,
        "box %d: expected positive sides, got %s x %s",
        i,
        boxes.width(i),
        boxes.height(i));
  }

  /**
   * Moves boxes by what was predicted for them.
   *
   * @param deltas dx, dy, dw, dh for each of K classes of each box, (n x K*4), class by class
   * @param boxes the boxes to start from (n)
   * @return K boxes for each box: that of class k is number {@code box * K + k}
   * @throws IllegalArgumentException if the deltas are not four or a multiple for each box
   */
  public Boxes decode(float[] deltas, Boxes boxes) {
    int row = boxes.size() == 0 ? 0 : deltas.length / boxes.size();
    Checks.that(
        row * boxes.size() == deltas.length && row % Boxes.WIDTH == 0,
        "deltas: expected a multiple of four for each of %d boxes, got %d numbers",
        boxes.size(),
        deltas.length);
    float[] decoded = new float[deltas.length];
    for (int i = 0; i < boxes.size(); i++) {
      float width = boxes.width(i);
      float height = boxes.height(i);
      float x = boxes.x1(i) + 0.5f * width;
      float y = boxes.y1(i) + 0.5f * height;
      for (int at = i * row; at < (i + 1) * row; at += Boxes.WIDTH) {
        float centreX = deltas[at] / weightX * width + x;
        float centreY = deltas[at + 1] / weightY * height + y;
        float halfWidth = 0.5f * (scale(deltas[at + 2] / weightWidth) * width);
        float halfHeight = 0.5f * (scale(deltas[at + 3] / weightHeight) * height);
        decoded[at] = centreX - halfWidth;
        decoded[at + 1] = centreY - halfHeight;
        decoded[at + 2] = centreX + halfWidth;
        decoded[at + 3] = centreY + halfHeight;
      }
    }
    return Boxes.wrap(decoded);
  }

  private static float scale(float logarithm) {
    return (float) Math.exp(Math.min(logarithm, CLAMP));
  }
}
