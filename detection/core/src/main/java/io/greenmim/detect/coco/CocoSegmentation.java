package io.greenmim.detect.coco;

import java.util.List;

/**
 * The outline of an object as its file gives it, unchecked: coordinates may be odd in number, run
 * lengths may not fill their mask.
 */
public sealed interface CocoSegmentation {

  /**
   * Polygons whose union is the object.
   *
   * @param parts x, y, x, y, ... of each polygon in pixels, exactly the numbers of the file
   */
  record Polygons(List<double[]> parts) implements CocoSegmentation {

    /** Keeps a copy of the list. */
    public Polygons {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Run lengths as a list of numbers.
   *
   * @param height rows of the mask
   * @param width columns of the mask
   * @param counts lengths of the runs down the columns, the first one of pixels outside
   */
  record Runs(int height, int width, int[] counts) implements CocoSegmentation {}

  /**
   * Run lengths as a string.
   *
   * @param height rows of the mask
   * @param width columns of the mask
   * @param counts the lengths, in COCO's compressed form
   */
  record CompressedRuns(int height, int width, String counts) implements CocoSegmentation {}

  /** There is none: the object is a box alone. */
  record Missing() implements CocoSegmentation {}

  /**
   * Something that is none of the above.
   *
   * @param found what it is, for a message
   */
  record Unreadable(String found) implements CocoSegmentation {}
}
