package io.greenmim.verify.detect;

import io.greenmim.detect.anchor.AnchorGrid;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.BoxOverlap;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.LevelAssignment;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.verify.ReferenceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Arithmetic of boxes: coding, overlap, levels and anchors. */
final class BoxOperators {

  /** Number of the finest level. */
  private static final int FINEST = 2;

  private BoxOperators() {}

  static void code(OperatorCase call) throws IOException {
    BoxCodec codec = new BoxCodec(call.parameters().numbers("weights"));
    if (call.has("dst")) {
      Boxes from = call.boxes("src");
      float[] deltas = codec.encode(from, call.boxes("dst"));
      call.compare("deltas", deltas, Agreement.FEATURES);
      call.compare("decoded", codec.decode(deltas, from), Agreement.FEATURES);
    } else {
      Boxes decoded = codec.decode(call.floats("deltas"), call.boxes("boxes"));
      call.compare("decoded", decoded, Agreement.FEATURES);
    }
  }

  static void overlap(OperatorCase call) throws IOException {
    float[] overlaps = BoxOverlap.iou(call.boxes("a"), call.boxes("b"));
    call.compare("iou", overlaps, Agreement.FEATURES);
  }

  static void level(OperatorCase call) throws IOException {
    ReferenceConfig given = call.parameters();
    LevelAssignment assignment =
        new LevelAssignment(
            given.integer("min_level"),
            given.integer("max_level"),
            given.number("canonical_size"),
            given.integer("canonical_level"));
    call.compare("level", assignment.levels(call.boxes("boxes")));
  }

  static void anchors(OperatorCase call) throws IOException {
    ReferenceConfig given = call.parameters();
    AnchorConfig config =
        new AnchorConfig(
            given.numbers("sizes"),
            given.numbers("aspect_ratios_h_over_w"),
            given.number("offset"));
    List<PixelSize> maps = new ArrayList<>();
    for (List<Integer> size : given.rows("feature_sizes_hw")) {
      maps.add(new PixelSize(size.get(0), size.get(1)));
    }
    AnchorGrid grid = new AnchorGrid(config, given.integers("strides"));
    Anchors anchors = grid.of(maps);
    for (int level = 0; level < maps.size(); level++) {
      String name = "p" + (level + FINEST);
      call.compare(name, anchors.levels().get(level), Agreement.FEATURES);
      if (call.has("cell_" + name)) {
        call.compare("cell_" + name, grid.cell(level), Agreement.FEATURES);
      }
    }
  }
}
