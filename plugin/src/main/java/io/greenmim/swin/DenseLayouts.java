package io.greenmim.swin;

import io.greenmim.grouping.WindowShift;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layouts of whole grids of tokens. Those of the last few sizes are kept: images of a folder
 * may have a size each, and a layout of a large image takes megabytes.
 */
final class DenseLayouts {

  static final int KEPT = 4;

  private final SwinConfig config;
  private final WindowShift shift;
  private final Map<List<Integer>, List<StageLayout>> recent =
      new LinkedHashMap<>(KEPT, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Integer>, List<StageLayout>> eldest) {
          return size() > KEPT;
        }
      };

  DenseLayouts(SwinConfig config, WindowShift shift) {
    this.config = config;
    this.shift = shift;
  }

  /** The layout of each stage for a grid of patches; may be called from several threads. */
  synchronized List<StageLayout> of(int height, int width) {
    List<Integer> size = List.of(height, width);
    List<StageLayout> layouts = recent.get(size);
    if (layouts == null) {
      layouts = make(height, width);
      recent.put(size, layouts);
    }
    return layouts;
  }

  private List<StageLayout> make(int height, int width) {
    List<StageLayout> layouts = new ArrayList<>();
    int h = height;
    int w = width;
    for (int i = 0; i < config.stages(); i++) {
      StageLayout layout =
          StageLayout.dense(h, w, config.stageWindow(i), shift, config.windowOrder());
      layouts.add(i == config.stages() - 1 ? layout.withoutMerging() : layout);
      h = (h + 1) / 2;
      w = (w + 1) / 2;
    }
    return layouts;
  }

  /** Sizes whose layouts are kept. */
  synchronized int size() {
    return recent.size();
  }
}
