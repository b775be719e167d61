package io.greenmim.bench;

import io.greenmim.config.RecordMapper;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tables of a pre-training benchmark, and the same numbers for JSON. */
public final class PretrainReport {

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;

  private final List<PretrainSummary> cases;
  private final int rounds;

  /**
   * Makes a report.
   *
   * @param cases what was measured of each case, at least one
   * @param rounds number of rounds
   */
  public PretrainReport(List<PretrainSummary> cases, int rounds) {
    this.cases = List.copyOf(cases);
    this.rounds = rounds;
  }

  /**
   * One number of a case over that of another.
   *
   * @param over the case above the line
   * @param under the case below it
   * @param speed images per second over images per second
   * @param activations activation memory over activation memory; null if that below the line is 0
   */
  public record Ratio(String over, String under, double speed, Double activations) {}

  /**
   * Compares the cases: GreenMIM with SimMIM in each precision, and each precision with float32.
   *
   * @return the ratios
   */
  public List<Ratio> ratios() {
    List<Ratio> ratios = new ArrayList<>();
    for (PretrainSummary over : cases) {
      if (over.settings().method() == PretrainMethod.GREENMIM) {
        find(PretrainMethod.SIMMIM, over.settings().precision())
            .ifPresent(under -> ratios.add(ratio(over, under)));
      }
    }
    for (PretrainSummary over : cases) {
      if (over.settings().precision() != Precision.FP32) {
        find(over.settings().method(), Precision.FP32)
            .ifPresent(under -> ratios.add(ratio(over, under)));
      }
    }
    return ratios;
  }

  private Optional<PretrainSummary> find(PretrainMethod method, Precision precision) {
    return cases.stream()
        .filter(c -> c.settings().method() == method)
        .filter(c -> c.settings().precision() == precision)
        .findFirst();
  }

  private static Ratio ratio(PretrainSummary over, PretrainSummary under) {
    double below = under.memory().activations();
    return new Ratio(
        over.settings().label(),
        under.settings().label(),
        over.imagesPerSecond() / under.imagesPerSecond(),
        below == 0 ? null : over.memory().activations() / below);
  }

  /**
   * Formats the report for a terminal.
   *
   * @return a heading, the tables of speed, work and memory, and the ratios
   */
  public String text() {
    PretrainCase first = cases.get(0).settings();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s, %d pixels, batch %d, %d steps in each of %d round(s), %s",
        first.model(),
        first.imageSize(),
        first.batchSize(),
        first.steps(),
        rounds,
        cases.get(0).hardware());
    line(text, "%nMilliseconds of a step: median (least..most)");
    text.append(speed().text());
    line(text, "%nWork, a multiplication and an addition counted apart, padding not counted");
    text.append(work().text());
    line(text, "%nMegabytes of %s", cases.get(0).memory().what());
    text.append(memory().text());
    if (!ratios().isEmpty()) {
      line(text, "");
    }
    for (Ratio ratio : ratios()) {
      line(
          text,
          "%s over %s: %.2f times the images a second%s",
          ratio.over(),
          ratio.under(),
          ratio.speed(),
          ratio.activations() == null
              ? ""
              : number(", %.0f %% of the activation memory", 100 * ratio.activations()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format + "%n", values));
  }

  private TextTable speed() {
    TextTable table =
        new TextTable(
            List.of("case", "images/s", "step", "load", "forward", "backward", "optimiser"));
    for (PretrainSummary c : cases) {
      table.row(
          List.of(
              c.settings().label(),
              number("%.2f", c.imagesPerSecond()),
              c.step().text(),
              c.load().text(),
              c.forward().text(),
              c.backward().text(),
              c.optimiser().text()));
    }
    return table;
  }

  private TextTable work() {
    TextTable table =
        new TextTable(
            List.of(
                "case",
                "GFLOP/image",
                "GFLOP/s",
                "matrix peak",
                "share %",
                "padding %",
                "planning ms"));
    for (PretrainSummary c : cases) {
      table.row(
          List.of(
              c.settings().label(),
              number("%.2f", c.flops().step() / GIGA),
              number("%.1f", c.flopPerSecond() / GIGA),
              number("%.1f", c.peakFlops() / GIGA),
              number("%.1f", c.peakPercent()),
              number("%.2f", c.flops().paddingPercent()),
              number("%.2f", c.planning().median())));
    }
    return table;
  }

  private TextTable memory() {
    TextTable table =
        new TextTable(
            List.of("case", "peak", "idle", "parameters", "gradients", "optimiser", "activations"));
    for (PretrainSummary c : cases) {
      MemoryUse memory = c.memory();
      table.row(
          List.of(
              c.settings().label(),
              number("%.0f", memory.peak() / MEGA),
              number("%.0f", memory.idle() / MEGA),
              number("%.0f", memory.parameters() / MEGA),
              number("%.0f", memory.gradients() / MEGA),
              number("%.0f", memory.optimiser() / MEGA),
              number("%.0f", memory.activations() / MEGA)));
    }
    return table;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /**
   * Returns the report for JSON: times in milliseconds, memory in bytes, work in operations.
   *
   * @return rounds, cases and ratios
   */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rounds", rounds);
    values.put("cases", cases.stream().map(PretrainReport::values).toList());
    values.put("ratios", ratios().stream().map(RecordMapper::write).toList());
    return values;
  }

  private static Map<String, Object> values(PretrainSummary summary) {
    Map<String, Object> values = new LinkedHashMap<>(RecordMapper.write(summary));
    values.put("imagesPerSecond", summary.imagesPerSecond());
    values.put("flopPerImage", summary.flops().step());
    values.put("flopPerSecond", summary.flopPerSecond());
    values.put("peakPercent", summary.peakPercent());
    values.put("waitingPercent", summary.waitingPercent());
    values.put("paddingPercent", summary.flops().paddingPercent());
    values.put("activations", summary.memory().activations());
    return values;
  }
}
