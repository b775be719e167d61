package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import io.greenmim.ops.ArrayScope;
import java.util.List;

/** Forward passes that are made of segments. */
public final class Segments {

  private Segments() {}

  /**
   * Runs segments one after the other.
   *
   * @param segments the segments, at least one
   * @param x what the first one takes
   * @return what the last one gives
   */
  public static NDArray run(List<Segment> segments, NDArray x) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray y = x;
      for (Segment segment : segments) {
        y = segment.run(y);
      }
      return scope.keep(y);
    }
  }
}
