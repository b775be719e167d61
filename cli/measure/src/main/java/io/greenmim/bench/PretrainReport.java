package io.greenmim.bench;

import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The tables of a pre-training benchmark, and the same numbers for JSON. */
public final class PretrainReport implements Report {

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
   * Measures cases, each in a virtual machine of its own, by turns over several rounds, so that
   * what changes on the machine meanwhile changes all of them.
   *
   * @param child starts the machines
   * @param cases the cases, at least one
   * @param rounds number of rounds, at least 1
   * @param progress told of each machine before it starts
   * @return the report of all rounds
   * @throws IOException if a file cannot be written or read, or a machine cannot be started
   * @throws InterruptedException if the thread is interrupted
   */
  public static PretrainReport measure(
      ChildJvm child, List<PretrainCase> cases, int rounds, Consumer<String> progress)
      throws IOException, InterruptedException {
    Checks.atLeast("rounds", rounds, 1);
    Map<PretrainCase, List<PretrainSample>> samples = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (PretrainCase settings : cases) {
        progress.accept("round %s of %s: %s".formatted(round, rounds, settings.label()));
        samples
            .computeIfAbsent(settings, key -> new ArrayList<>())
            .add(child.measure(settings.label(), settings));
      }
    }
    List<PretrainSummary> summaries = new ArrayList<>();
    samples.forEach((settings, list) -> summaries.add(PretrainSummary.of(settings, list)));
    return new PretrainReport(summaries, rounds);
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

  @Override
  public String text() {
    PretrainCase first = cases.get(0).settings();
    StringBuilder text = new StringBuilder();
    text.append(
        TextTable.line(
            "%s, %s pixels, batch %d, %d steps in each of %d round(s), %s",
            first.model(),
            first.imageSize(),
            first.batchSize(),
            first.steps(),
            rounds,
            cases.get(0).hardware()));
    text.append(TextTable.line("%nMilliseconds of a step: median (least..most)"));
    text.append(speed().text());
    text.append(
        TextTable.line(
            "%nWork, a multiplication and an addition counted apart, padding not counted"));
    text.append(work().text());
    text.append(TextTable.line("%nMegabytes of %s", cases.get(0).memory().what()));
    text.append(memory().text());
    if (!ratios().isEmpty()) {
      text.append(TextTable.line(""));
    }
    for (Ratio ratio : ratios()) {
      text.append(
          TextTable.line(
              ratio.activations() == null
                  ? "%s over %s: %.2f times the images a second"
                  : "%s over %s: %.2f times the images a second, %.0f %% of the activation memory",
              ratio.over(),
              ratio.under(),
              ratio.speed(),
              ratio.activations() == null ? 0 : 100 * ratio.activations()));
    }
    return text.toString();
  }

  private TextTable speed() {
    TextTable table = new TextTable().texts("case").values("images/s", "%.2f");
    for (String phase : List.of("step", "load", "forward", "backward", "optimiser")) {
      table.values(phase, "%.1f");
    }
    for (PretrainSummary c : cases) {
      table.row(
          c.settings().label(),
          c.imagesPerSecond(),
          c.step(),
          c.load(),
          c.forward(),
          c.backward(),
          c.optimiser());
    }
    return table;
  }

  private TextTable work() {
    TextTable table =
        new TextTable()
            .texts("case")
            .values("GFLOP/image", "%.2f")
            .values("GFLOP/s", "%.1f")
            .values("matrix peak", "%.1f")
            .values("share %", "%.1f")
            .values("padding %", "%.2f")
            .values("planning ms", "%.2f");
    for (PretrainSummary c : cases) {
      table.row(
          c.settings().label(),
          c.flops().step() / GIGA,
          c.flopPerSecond() / GIGA,
          c.peakFlops() / GIGA,
          c.peakPercent(),
          c.flops().paddingPercent(),
          c.planning().median());
    }
    return table;
  }

  private TextTable memory() {
    TextTable table = new TextTable().texts("case");
    for (String part :
        List.of("peak", "idle", "parameters", "gradients", "optimiser", "activations")) {
      table.values(part, "%.0f");
    }
    for (PretrainSummary c : cases) {
      MemoryUse memory = c.memory();
      table.row(
          c.settings().label(),
          memory.peak() / MEGA,
          memory.idle() / MEGA,
          memory.parameters() / MEGA,
          memory.gradients() / MEGA,
          memory.optimiser() / MEGA,
          memory.activations() / MEGA);
    }
    return table;
  }

  @Override
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
