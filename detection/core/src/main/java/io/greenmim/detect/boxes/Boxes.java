package io.greenmim.detect.boxes;

import io.greenmim.config.Checks;
import java.util.Arrays;
import java.util.List;

/**
 * Boxes of one image on the host: corners in pixels, continuous, so that a box is x2 - x1 wide.
 *
 * <p>Immutable; what discrete decisions (matching, suppression, sampling) are made from.
 */
public final class Boxes {

  /** Numbers of a box: x1, y1, x2, y2. */
  public static final int WIDTH = 4;

  /** No boxes. */
  public static final Boxes NONE = new Boxes(new float[0]);

  private final float[] corners;

  private Boxes(float[] corners) {
    this.corners = corners;
  }

  /**
   * Makes boxes.
   *
   * @param corners x1, y1, x2, y2 of each box, (n x 4)
   * @return the boxes
   * @throws IllegalArgumentException if the length is no multiple of four
   */
  public static Boxes of(float... corners) {
    Checks.that(
        corners.length % WIDTH == 0,
        "corners: expected four numbers for each box, got %d numbers",
        corners.length);
    return new Boxes(corners.clone());
  }

  /**
   * Lists the boxes of several lists one after the other.
   *
   * @param parts the lists
   * @return all their boxes
   */
  public static Boxes concat(List<Boxes> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.corners.length).sum()];
    int at = 0;
    for (Boxes part : parts) {
      System.arraycopy(part.corners, 0, all, at, part.corners.length);
      at += part.corners.length;
    }
    return new Boxes(all);
  }

  /** {@return number of boxes n} */
  public int size() {
    return corners.length / WIDTH;
  }

  /**
   * Returns the left side of a box.
   *
   * @param box index of the box
   * @return x1 in pixels
   */
  public float x1(int box) {
    return corners[WIDTH * box];
  }

  /**
   * Returns the upper side of a box.
   *
   * @param box index of the box
   * @return y1 in pixels
   */
  public float y1(int box) {
    return corners[WIDTH * box + 1];
  }

  /**
   * Returns the right side of a box.
   *
   * @param box index of the box
   * @return x2 in pixels
   */
  public float x2(int box) {
    return corners[WIDTH * box + 2];
  }

  /**
   * Returns the lower side of a box.
   *
   * @param box index of the box
   * @return y2 in pixels
   */
  public float y2(int box) {
    return corners[WIDTH * box + 3];
  }

  /**
   * Returns the width of a box.
   *
   * @param box index of the box
   * @return x2 - x1 in pixels, negative where the corners are the wrong way round
   */
  public float width(int box) {
    return x2(box) - x1(box);
  }

  /**
   * Returns the height of a box.
   *
   * @param box index of the box
   * @return y2 - y1 in pixels, negative where the corners are the wrong way round
   */
  public float height(int box) {
    return y2(box) - y1(box);
  }

  /**
   * Returns the area of a box.
   *
   * @param box index of the box
   * @return width times height, in square pixels
   */
  public float area(int box) {
    return width(box) * height(box);
  }

  /**
   * Tells whether a box is made of numbers.
   *
   * @param box index of the box
   * @return whether no corner is NaN or infinite
   */
  public boolean isFinite(int box) {
    return Float.isFinite(x1(box))
        && Float.isFinite(y1(box))
        && Float.isFinite(x2(box))
        && Float.isFinite(y2(box));
  }

  /**
   * Picks boxes.
   *
   * @param indices indices of boxes, in the order of the result
   * @return the boxes at these indices
   */
  public Boxes select(int[] indices) {
    float[] picked = new float[WIDTH * indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(corners, WIDTH * indices[i], picked, WIDTH * i, WIDTH);
    }
    return new Boxes(picked);
  }

  /**
   * Cuts boxes off at the border of an image.
   *
   * @param height height of the image in pixels
   * @param width width of the image in pixels
   * @return the boxes with every corner inside [0, width] x [0, height]
   */
  public Boxes clip(int height, int width) {
    float[] clipped = new float[corners.length];
    for (int i = 0; i < corners.length; i++) {
      clipped[i] = Math.max(0, Math.min(i % 2 == 0 ? width : height, corners[i]));
    }
    return new Boxes(clipped);
  }

  /**
   * Scales boxes to another image size.
   *
   * @param x factor of the horizontal coordinates
   * @param y factor of the vertical coordinates
   * @return the scaled boxes
   */
  public Boxes scale(float x, float y) {
    float[] scaled = new float[corners.length];
    for (int i = 0; i < corners.length; i++) {
      scaled[i] = corners[i] * (i % 2 == 0 ? x : y);
    }
    return new Boxes(scaled);
  }

  /**
   * Returns the corners of all boxes.
   *
   * @return x1, y1, x2, y2 of each box, (n x 4); a copy
   */
  public float[] corners() {
    return corners.clone();
  }

  /** Makes boxes of an array that nobody else changes. */
  static Boxes wrap(float[] corners) {
    return new Boxes(corners);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Boxes boxes && Arrays.equals(corners, boxes.corners);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(corners);
  }

  @Override
  public String toString() {
    return "Boxes" + Arrays.toString(corners);
  }
}
