package io.greenmim.detect.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The statistics of one category.
 *
 * @param id its id
 * @param name its name
 * @param values numbers by their short names (AP, AP50, AP75, APs, APm, APl, AR100 with COCO's
 *     settings), in this order; 0 to 1, or -1 if there is no object to be found
 */
public record CategoryStatistics(long id, String name, Map<String, Double> values) {

  /** Copies the numbers. */
  public CategoryStatistics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
