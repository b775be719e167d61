package io.greenmim.detect.cli;

import io.greenmim.config.RecordMapper;
import io.greenmim.detect.coco.CheckReport;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.coco.DatasetCheck;
import io.greenmim.detect.coco.ImageSizes;
import io.greenmim.detect.evaluate.ComparedShape;
import io.greenmim.detect.evaluate.DatasetEvaluation;
import io.greenmim.detect.evaluate.EvaluationReport;
import io.greenmim.detect.evaluate.ReportText;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim detect evaluate}: COCO's statistics of a result file. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Computes COCO's statistics of boxes and masks: AP, AP50, AP75, AP and AR by size.",
      "",
      "Faulty annotations do not count; 'greenmim data check' names them. Masks are compared where"
          + " annotations and results have them; the size of a detected mask is its own area, not"
          + " that of its box."
    })
final class DetectEvaluateCommand implements Callable<Integer> {

  @Option(
      names = "--annotations",
      required = true,
      paramLabel = "FILE",
      description = "Ground truth: a COCO annotation file.")
  private Path annotations;

  @Option(
      names = "--results",
      required = true,
      paramLabel = "FILE",
      description = "Detections of any program: a COCO result file.")
  private Path results;

  @Option(
      names = "--max-detections",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Detections of an image and category that count at most. Default: ${DEFAULT-VALUE}.")
  private int mostDetections;

  @Option(names = "--categories", description = "Tell the numbers of each category too.")
  private boolean categories;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all numbers to a file too.")
  private Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (mostDetections < 1) {
      throw new IllegalArgumentException(
          "--max-detections: expected a positive number, got " + mostDetections);
    }
    PrintWriter out = spec.commandLine().getOut();
    CheckReport check = DatasetCheck.run(CocoDataset.read(annotations), ImageSizes.AS_DECLARED);
    if (!check.faults().isEmpty()) {
      out.printf("%d faulty entries of %s do not count%n%n", check.faults().size(), annotations);
    }
    List<CocoResult> detections = CocoResults.read(results);
    boolean masks = detections.stream().anyMatch(result -> result.mask().isPresent());
    DatasetEvaluation evaluation = new DatasetEvaluation(check.usable(), masks);
    List<EvaluationReport> reports = new ArrayList<>();
    reports.add(evaluation.evaluate(detections, ComparedShape.BOX, mostDetections));
    if (masks && evaluation.hasMasks()) {
      reports.add(evaluation.evaluate(detections, ComparedShape.MASK, mostDetections));
    }
    for (EvaluationReport report : reports) {
      out.print(ReportText.of(report, categories));
    }
    out.flush();
    if (json != null) {
      Map<String, Object> values = new LinkedHashMap<>();
      reports.forEach(report -> values.put(report.compared(), RecordMapper.write(report)));
      AtomicFiles.writeText(json, ConfigFile.toJson(values) + "\n");
    }
    return 0;
  }
}
