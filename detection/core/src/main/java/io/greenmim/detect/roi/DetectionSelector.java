package io.greenmim.detect.roi;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.Nms;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.OutputConfig;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses detections: every class of every region whose score is above a threshold, without those
 * that better ones of their class cover, and of these the best over all classes.
 *
 * <p>Regions with a box or score that is not finite are left out.
 *
 * @param config thresholds and numbers
 */
public record DetectionSelector(OutputConfig config) {

  /**
   * Chooses among the regions of an image.
   *
   * @param boxes K boxes for each region, number {@code region * K + class}, or one for all classes
   * @param scores probability of each class and, last, of the background, (regions x (K + 1))
   * @param classes number of classes K without the background
   * @param size size of the image in pixels, without padding
   * @return the detections, best first
   * @throws IllegalArgumentException if the numbers of boxes and scores do not fit
   */
  public Detections select(Boxes boxes, float[] scores, int classes, PixelSize size) {
    int row = classes + 1;
    int regions = scores.length / row;
    int perRegion = regions == 0 ? 1 : boxes.size() / regions;
    Checks.that(
        regions * row == scores.length
            && perRegion * regions == boxes.size()
            && (perRegion == 1 || perRegion == classes),
        "expected 1 or %d boxes and %d scores for each region, got %d boxes and %d scores",
        classes,
        row,
        boxes.size(),
        scores.length);
    int[] found = aboveThreshold(boxes, scores, row, perRegion);
    int[] boxOf = new int[found.length];
    int[] classOf = new int[found.length];
    float[] scoreOf = new float[found.length];
    for (int i = 0; i < found.length; i++) {
      scoreOf[i] = scores[found[i]];
      classOf[i] = found[i] % row;
      boxOf[i] = found[i] / row * perRegion + (perRegion == 1 ? 0 : classOf[i]);
    }
    Boxes clipped = boxes.select(boxOf).clip(size.height(), size.width());
    int[] best = Nms.keep(clipped, scoreOf, classOf, config.nmsThreshold(), config.maxDetections());
    float[] bestScores = new float[best.length];
    for (int i = 0; i < best.length; i++) {
      bestScores[i] = scoreOf[best[i]];
    }
    return new Detections(
        clipped.select(best),
        bestScores,
        Arrays.stream(best).map(i -> classOf[i]).toArray(),
        Arrays.stream(best).map(i -> found[i] / row).toArray());
  }

  /**
   * Chooses among what several looks at an image found: suppression within each class, and of what
   * is left the best over all classes.
   *
   * @param looks what each look found, in pixels of the image
   * @param size size of the image in pixels
   * @return the detections, best first; their regions count through all looks
   */
  public Detections merge(List<Detections> looks, PixelSize size) {
    Boxes boxes =
        Boxes.concat(looks.stream().map(Detections::boxes).toList())
            .clip(size.height(), size.width());
    int[] classes = looks.stream().flatMapToInt(look -> Arrays.stream(look.classes())).toArray();
    float[] scores = new float[boxes.size()];
    int at = 0;
    for (Detections look : looks) {
      System.arraycopy(look.scores(), 0, scores, at, look.scores().length);
      at += look.scores().length;
    }
    int[] best = Nms.keep(boxes, scores, classes, config.nmsThreshold(), config.maxDetections());
    float[] bestScores = new float[best.length];
    for (int i = 0; i < best.length; i++) {
      bestScores[i] = scores[best[i]];
    }
    return new Detections(
        boxes.select(best), bestScores, Arrays.stream(best).map(i -> classes[i]).toArray(), best);
  }

  /** Indices of the scores above the threshold, of regions whose numbers are all finite. */
  private int[] aboveThreshold(Boxes boxes, float[] scores, int row, int perRegion) {
    // The reference compares float32 numbers, so the threshold is rounded too.
    float threshold = (float) config.scoreThreshold();
    int[] found = new int[scores.length];
    int count = 0;
    for (int region = 0; region < scores.length / row; region++) {
      if (isFinite(boxes, region * perRegion, perRegion) && isFinite(scores, region * row, row)) {
        for (int at = region * row; at < (region + 1) * row - 1; at++) {
          if (scores[at] > threshold) {
            found[count++] = at;
          }
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean isFinite(Boxes boxes, int start, int count) {
    for (int i = start; i < start + count; i++) {
      if (!boxes.isFinite(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFinite(float[] scores, int start, int count) {
    for (int i = start; i < start + count; i++) {
      if (!Float.isFinite(scores[i])) {
        return false;
      }
    }
    return true;
  }
}
