package io.greenmim.detect.evaluate;

import io.greenmim.config.Checks;
import io.greenmim.detect.config.Category;
import io.greenmim.tensors.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an evaluation comes to: for readers as text, for programs as a tree of records.
 *
 * @param compared what was compared, {@code bbox} or {@code segm}
 * @param statistics numbers over all categories, in COCO's order: AP, AP50, AP75, APs, APm, APl,
 *     AR1, AR10, AR100, ARs, ARm, ARl with its settings
 * @param categories numbers of each category, by id
 */
public record EvaluationReport(
    String compared, List<Statistic> statistics, List<CategoryStatistics> categories) {

  /** Copies the lists. */
  public EvaluationReport {
    statistics = List.copyOf(statistics);
    categories = List.copyOf(categories);
  }

  /**
   * Sums an evaluation up.
   *
   * @param tables its tables
   * @param named the categories with their names
   * @return the report
   * @throws IllegalArgumentException if a category of the tables has no name
   */
  public static EvaluationReport of(EvaluationTables tables, Collection<Category> named) {
    Map<Long, String> names = new LinkedHashMap<>();
    named.forEach(category -> names.put(category.id(), category.name()));
    List<CategoryStatistics> categories = new ArrayList<>();
    for (int k = 0; k < tables.categories().size(); k++) {
      long id = tables.categories().get(k);
      Checks.that(names.containsKey(id), "category %d: expected a name, got none", id);
      Map<String, Double> values = new LinkedHashMap<>();
      StatisticList.of(tables, k).forEach(item -> values.put(item.name(), item.value()));
      categories.add(new CategoryStatistics(id, names.get(id), values));
    }
    return new EvaluationReport(
        tables.settings().compared().key(), StatisticList.ofAll(tables), categories);
  }

  /**
   * Returns one of the numbers over all categories.
   *
   * @param name its short name, such as AP50
   * @return the number, 0 to 1, or -1 if there is no object to be found
   * @throws IllegalArgumentException if there is no such number
   */
  public double value(String name) {
    return statistics.stream()
        .filter(statistic -> statistic.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "statistic: expected one of %s, got %s"
                        .formatted(statistics.stream().map(Statistic::name).toList(), name)))
        .value();
  }

  /**
   * {@return the numbers over all categories in the wording of COCO's tools: a line for each of
   * them}
   */
  public String summary() {
    StringBuilder text = new StringBuilder();
    statistics.forEach(statistic -> text.append(statistic.line()).append('\n'));
    return text.toString();
  }

  /**
   * Returns the numbers of the categories as a table.
   *
   * @return a line of titles and a line for each category; a dash where there is no object to be
   *     found. Empty without categories
   */
  public String categoryTable() {
    if (categories.isEmpty()) {
      return "";
    }
    int width = "category".length();
    for (CategoryStatistics category : categories) {
      width = Math.max(width, Printable.of(category.name()).length());
    }
    StringBuilder text = new StringBuilder(pad("category", width));
    categories.get(0).values().keySet().forEach(name -> text.append("%7s".formatted(name)));
    for (CategoryStatistics category : categories) {
      text.append('\n').append(pad(Printable.of(category.name()), width));
      for (double value : category.values().values()) {
        String number = value < 0 ? "-" : String.format(Locale.ROOT, "%.3f", value);
        text.append("%7s".formatted(number));
      }
    }
    return text.append('\n').toString();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
