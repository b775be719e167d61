package io.greenmim.cli.data;

import io.greenmim.detect.coco.CheckReport;
import io.greenmim.detect.coco.CheckReportFile;
import io.greenmim.detect.coco.CheckSummary;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.DatasetCheck;
import io.greenmim.detect.coco.ImageHeaders;
import io.greenmim.detect.coco.ImageSizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim data check}: names the faults of an annotation file. */
@Command(
    name = "check",
    sortOptions = false,
    description = {
      "Names every faulty entry of a COCO annotation file, and says what training does with it:"
          + " skips it, clips it, fills a value in, or uses a part of it. An evaluation takes the"
          + " annotations as they stand.",
      "",
      "Faults are grouped by reason; --json lists all of them."
    },
    exitCodeList = {
      "0:no fault",
      "1:something is faulty, or the file is no COCO annotation file",
      "2:wrong usage",
      "130:ended by Ctrl-C",
      "143:ended by SIGTERM"
    })
final class DataCheckCommand implements Callable<Integer> {

  private static final int FAULTY = 1;

  @Parameters(paramLabel = "FILE", description = "Annotation file, instances_train2017.json say.")
  private Path file;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of the images: look for each file and compare its size.")
  private Path images;

  @Option(
      names = "--show",
      paramLabel = "N",
      defaultValue = "10",
      description = "Faults to name for each reason (default: ${DEFAULT-VALUE}).")
  private int shown;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all faults to a file too.")
  private Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (shown < 0) {
      throw new ParameterException(
          spec.commandLine(), "--show: expected a number from 0, got " + shown);
    }
    if (images != null && !Files.isDirectory(images)) {
      throw new ParameterException(
          spec.commandLine(), "--images: expected a folder, got " + images);
    }
    if (json != null && Files.isDirectory(json)) {
      throw new ParameterException(
          spec.commandLine(), "--json: expected a file, got the folder " + json);
    }
    ImageSizes sizes = images == null ? ImageSizes.AS_DECLARED : new ImageHeaders(images);
    CheckReport report = DatasetCheck.run(CocoDataset.read(file), sizes);
    PrintWriter out = spec.commandLine().getOut();
    new CheckSummary(report).lines(shown).forEach(out::println);
    if (images == null) {
      out.println("The image files were not looked at; --images DIR does.");
    }
    out.flush();
    if (json != null) {
      CheckReportFile.write(json, report);
    }
    return report.faults().isEmpty() ? 0 : FAULTY;
  }
}
