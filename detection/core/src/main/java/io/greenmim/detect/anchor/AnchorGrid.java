package io.greenmim.detect.anchor;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.AnchorConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places anchors on the cells of feature maps (Ren et al., 2015, arXiv 1506.01497, section 3.1.1):
 * on each cell one for each aspect ratio, of the area of the level's size.
 *
 * <p>Sides are not rounded. Anchors of the last sizes are kept; usable from several threads.
 */
public final class AnchorGrid {

  /** Images of one bucket of shapes share a size; an image of 800 x 1333 has 4 MB of anchors. */
  private static final int KEPT_SIZES = 8;

  private final AnchorConfig config;
  private final List<Integer> strides;
  private final Map<List<PixelSize>, Anchors> kept =
      new LinkedHashMap<>(2 * KEPT_SIZES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<PixelSize>, Anchors> eldest) {
          return size() > KEPT_SIZES;
        }
      };

  /**
   * Makes a grid.
   *
   * @param config sizes, aspect ratios and offset of the anchors
   * @param strides pixels between the cells of each level, finest level first, positive
   * @throws IllegalArgumentException if there is not one stride for each size
   */
  public AnchorGrid(AnchorConfig config, List<Integer> strides) {
    Checks.that(
        strides.size() == config.sizes().size() && strides.stream().allMatch(stride -> stride > 0),
        "strides: expected a positive number for each of the sizes %s, got %s",
        config.sizes(),
        strides);
    this.config = config;
    this.strides = List.copyOf(strides);
  }

  /**
   * Returns the anchors of feature maps.
   *
   * @param maps size of each level's map, finest level first
   * @return the anchors in pixels of the image; those of the border may reach beyond it
   * @throws IllegalArgumentException if there is not one map for each level
   */
  public Anchors of(List<PixelSize> maps) {
    Checks.that(
        maps.size() == strides.size(),
        "maps: expected one for each of %d levels, got %d",
        strides.size(),
        maps.size());
    synchronized (kept) {
      return kept.computeIfAbsent(List.copyOf(maps), this::place);
    }
  }

  private Anchors place(List<PixelSize> maps) {
    List<Boxes> levels = new ArrayList<>();
    for (int level = 0; level < maps.size(); level++) {
      levels.add(place(level, maps.get(level)));
    }
    return Anchors.of(levels);
  }

  private Boxes place(int level, PixelSize map) {
    float[] cell = cell(level).corners();
    float[] corners = new float[Math.multiplyExact(map.height() * map.width(), cell.length)];
    int at = 0;
    for (int row = 0; row < map.height(); row++) {
      float y = centre(level, row);
      for (int column = 0; column < map.width(); column++) {
        float x = centre(level, column);
        for (int i = 0; i < cell.length; i++) {
          corners[at++] = cell[i] + (i % 2 == 0 ? x : y);
        }
      }
    }
    return Boxes.of(corners);
  }

  private float centre(int level, int cell) {
    return (float) ((config.offset() + cell) * strides.get(level));
  }

  /**
   * Returns the anchors of one cell around the origin.
   *
   * @param level number of the level, finest level 0
   * @return one anchor for each aspect ratio, centred at 0, 0
   */
  public Boxes cell(int level) {
    double size = config.sizes().get(level);
    float[] corners = new float[Boxes.WIDTH * config.aspectRatios().size()];
    int at = 0;
    for (double ratio : config.aspectRatios()) {
      double width = Math.sqrt(size * size / ratio);
      double height = ratio * width;
      corners[at++] = (float) (-width / 2);
      corners[at++] = (float) (-height / 2);
      corners[at++] = (float) (width / 2);
      corners[at++] = (float) (height / 2);
    }
    return Boxes.of(corners);
  }
}
