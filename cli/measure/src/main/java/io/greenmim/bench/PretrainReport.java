package io.greenmim.bench;

import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
    cases.forEach(PretrainCase::requirePlan);
    Map<PretrainCase, List<PretrainSample>> samples = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (PretrainCase settings : cases) {
        String name = name(settings, cases);
        progress.accept("round %s of %s: %s".formatted(round, rounds, name));
        samples
            .computeIfAbsent(settings, key -> new ArrayList<>())
            .add(child.measure(name, settings));
      }
    }
    List<PretrainSummary> summaries = new ArrayList<>();
    samples.forEach((settings, list) -> summaries.add(PretrainSummary.of(settings, list)));
    return new PretrainReport(summaries, rounds);
  }

  /**
   * What one case gives over another.
   *
   * @param over the case above the line
   * @param under the case below it
   * @param speed images per second over images per second
   * @param processor images per second of processor time over the same
   * @param work operations of an image below over those above: what the speed would be if every
   *     operation took as long
   * @param held memory beside parameters and the optimiser's state over the same; null if that
   *     below the line is 0
   */
  public record Ratio(
      String over, String under, double speed, double processor, double work, Double held) {

    private String text() {
      return String.format(
          Locale.ROOT,
          "%s over %s: %.2f times the images a second (%.2f a second of processor time; the work"
              + " is %.2f)%s",
          over,
          under,
          speed,
          processor,
          work,
          held == null
              ? ""
              : String.format(
                  Locale.ROOT, ", %.0f %% of the memory beside weights and moments", 100 * held));
    }
  }

  /**
   * Compares cases that differ in one thing: other methods with SimMIM, other precisions with
   * float32, other ways to share masks with the method's own, visible sites alone with whole maps
   * that are zero where hidden, many hidden patches with fewer, other groupings with the first, and
   * the first model with each of the others.
   *
   * @return the ratios
   */
  public List<Ratio> ratios() {
    PretrainCase first = cases.get(0).settings();
    Map<String, BiPredicate<PretrainCase, PretrainCase>> kinds = new LinkedHashMap<>();
    kinds.put("method", (a, b) -> b.method() == PretrainMethod.SIMMIM);
    kinds.put("precision", (a, b) -> b.precision() == Precision.FP32);
    kinds.put("masks", (a, b) -> b.sharesAsPublished());
    kinds.put("zeros", (a, b) -> b.zeroFilled());
    kinds.put("hidden", (a, b) -> a.maskRatio() > b.maskRatio());
    kinds.put("grouping", (a, b) -> b.grouping() == first.grouping());
    kinds.put("model", (a, b) -> a.model().equals(first.model()));
    List<Ratio> ratios = new ArrayList<>();
    kinds.forEach(
        (kind, counts) -> {
          for (PretrainSummary over : cases) {
            for (PretrainSummary under : cases) {
              PretrainCase a = over.settings();
              PretrainCase b = under.settings();
              if (a.differences(b).equals(List.of(kind)) && counts.test(a, b)) {
                ratios.add(ratio(over, under));
              }
            }
          }
        });
    return ratios;
  }

  private Ratio ratio(PretrainSummary over, PretrainSummary under) {
    double below = under.memory().held();
    return new Ratio(
        name(over),
        name(under),
        over.imagesPerSecond() / under.imagesPerSecond(),
        over.imagesPerProcessorSecond() / under.imagesPerProcessorSecond(),
        under.flops().step() / over.flops().step(),
        below == 0 ? null : over.memory().held() / below);
  }

  private String name(PretrainSummary one) {
    return name(one.settings(), cases.stream().map(PretrainSummary::settings).toList());
  }

  /** The model is named where there are several. */
  private static String name(PretrainCase one, List<PretrainCase> all) {
    boolean alone = all.stream().allMatch(other -> other.model().equals(one.model()));
    return alone ? one.label() : one.model() + " " + one.label();
  }

  @Override
  public String text() {
    PretrainCase first = cases.get(0).settings();
    StringBuilder text = new StringBuilder();
    text.append(
        TextTable.line(
            "%s, %s pixels, batch %d, %d steps in each of %d round(s), %s",
            cases.stream()
                .map(c -> c.settings().model())
                .distinct()
                .collect(Collectors.joining(", ")),
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
      text.append(TextTable.line("%s", ratio.text()));
    }
    return text.toString();
  }

  private TextTable speed() {
    TextTable table = new TextTable().texts("case").values("images/s", "%.2f");
    for (String phase : List.of("step", "load", "forward", "backward", "optimiser", "processor")) {
      table.values(phase, "%.1f");
    }
    for (PretrainSummary c : cases) {
      table.row(
          name(c),
          c.imagesPerSecond(),
          c.step(),
          c.load(),
          c.forward(),
          c.backward(),
          c.optimiser(),
          c.processor());
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
            .values("plain peak", "%.1f")
            .values("share of it %", "%.1f")
            .values("padding %", "%.2f")
            .values("planning ms", "%.2f");
    for (PretrainSummary c : cases) {
      table.row(
          name(c),
          c.flops().step() / GIGA,
          c.flopPerSecond() / GIGA,
          c.peak().best() / GIGA,
          c.peakPercent(),
          c.peak().plain() / GIGA,
          c.plainPercent(),
          c.flops().paddingPercent(),
          c.planning().median());
    }
    return table;
  }

  private TextTable memory() {
    TextTable table = new TextTable().texts("case");
    for (String part :
        List.of("peak", "forward", "backward", "idle", "parameters", "optimiser", "held")) {
      table.values(part, "%.0f");
    }
    for (PretrainSummary c : cases) {
      MemoryUse memory = c.memory();
      table.row(
          name(c),
          memory.peak() / MEGA,
          memory.forward() / MEGA,
          memory.backward() / MEGA,
          memory.idle() / MEGA,
          memory.parameters() / MEGA,
          memory.optimiser() / MEGA,
          memory.held() / MEGA);
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
    values.put("peakFlops", summary.peak().best());
    values.put("peakPercent", summary.peakPercent());
    values.put("plainPercent", summary.plainPercent());
    values.put("waitingPercent", summary.waitingPercent());
    values.put("paddingPercent", summary.flops().paddingPercent());
    values.put("held", summary.memory().held());
    return values;
  }
}
