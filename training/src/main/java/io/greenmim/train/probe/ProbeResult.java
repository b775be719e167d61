package io.greenmim.train.probe;

import io.greenmim.train.score.Proportion;
import io.greenmim.train.score.TopHits;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well features tell classes.
 *
 * @param images what they were asked about
 * @param way how they were asked, such as {@code nearest neighbours (k 20, temperature 0.07)}
 * @param top1 images whose class was the first answer
 * @param top5 images whose class was among the first five answers
 * @param more further numbers by name
 */
public record ProbeResult(
    ProbedImages images, String way, Proportion top1, Proportion top5, Map<String, Object> more) {

  /** Copies the table. */
  public ProbeResult {
    more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }

  /** Gives nothing but hits. */
  static ProbeResult of(ProbedImages images, String way, TopHits hits) {
    return new ProbeResult(images, way, hits.top1(), hits.top5(), Map.of());
  }

  /**
   * Tells the result beside what chance gives.
   *
   * @return two lines
   */
  public String text() {
    String five = images.classes() > TopHits.FIVE ? ", top-5 " + top5.text() : "";
    return "%s: top-1 %s%s%n%s".formatted(way, top1.text(), five, images.guess());
  }

  /**
   * Returns the numbers, for a file.
   *
   * @return values by name: shares from 0 to 1, and the ends of their 95 % intervals
   */
  public Map<String, Object> values() {
    Map<String, Object> values = images.values();
    values.put("way", way);
    values.put("top1", share(top1));
    values.put("top5", share(top5));
    values.putAll(more);
    return values;
  }

  private static Map<String, Object> share(Proportion proportion) {
    Map<String, Object> share = new LinkedHashMap<>();
    share.put("share", proportion.share());
    share.put("low", proportion.low());
    share.put("high", proportion.high());
    share.put("hits", proportion.hits());
    return share;
  }
}
