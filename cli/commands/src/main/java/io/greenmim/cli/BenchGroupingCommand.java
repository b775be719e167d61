package io.greenmim.cli;

import io.greenmim.bench.GroupingBench;
import io.greenmim.bench.TextTable;
import io.greenmim.config.RecordMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim bench grouping}: what planning a mask takes. */
@Command(
    name = "grouping",
    sortOptions = false,
    description = "Measures what grouping the windows under a mask takes, stage by stage.")
final class BenchGroupingCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      completionCandidates = PretrainCommand.VariantNames.class,
      description = "Variant: ${COMPLETION-CANDIDATES}.")
  private String model;

  @Mixin private ImageSizeArguments imageSize;

  @Option(
      names = "--mask-ratio",
      defaultValue = "0.75",
      description = "Share of hidden patches. Default: ${DEFAULT-VALUE}.")
  private double maskRatio;

  @Option(
      names = "--masks",
      defaultValue = "500",
      description = "Masks that are planned and measured. Default: ${DEFAULT-VALUE}.")
  private int masks;

  @Option(
      names = "--warmup",
      defaultValue = "2000",
      description = "Plans before those that are measured. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    json.check();
    int side = imageSize.resolve(model);
    GroupingBench.Settings settings =
        new GroupingBench.Settings(model, side, maskRatio, masks, warmup);
    List<GroupingBench.Row> rows = new GroupingBench(settings).run();
    TextTable table = new TextTable(List.of("mode", "windows", "median ms", "p90 ms"));
    for (GroupingBench.Row row : rows) {
      table.row(
          List.of(
              row.mode().name().toLowerCase(Locale.ROOT),
              row.what(),
              number(row.millis().median()),
              number(row.millis().p90())));
    }
    String heading =
        String.format(
            Locale.ROOT,
            "Grouping of %s, %d pixels, mask ratio %s, %d masks, one thread%n",
            model,
            side,
            maskRatio,
            masks);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("settings", RecordMapper.write(settings));
    values.put("rows", rows.stream().map(RecordMapper::write).toList());
    json.finish(spec.commandLine().getOut(), heading + table.text(), values);
    return 0;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
