package io.greenmim.cli.measure;

import io.greenmim.cli.option.FailureReport;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.UserException;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.ReferenceListing;
import io.greenmim.verify.Verification;
import io.greenmim.verify.detect.DetectionKinds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim verify}: this program's numbers against recorded ones. */
@Command(
    name = "verify",
    sortOptions = false,
    description = {
      "Compares this program's numbers with recorded ones.",
      "",
      "A reference file holds a model's parameters, an input, and the outputs and gradients that"
          + " another implementation computed. Every value must agree within 1e-5 + 1e-4 x its"
          + " size, in bf16 within 0.02 x the largest of its array; a missing or unexpected key"
          + " fails. In bf16 a value that is off has beside it how far off parameters that are"
          + " rounded to bfloat16 are by themselves, computed in fp32: how sensitive it is.",
      "",
      "Files of detectors are compared more closely: indices, labels and masks must be the same,"
          + " features agree within 2e-5 x (1 + size), boxes and logits within 1e-4 x (1 + size),"
          + " losses within 2e-6 of their size, gradients within 2e-3 of the largest of their"
          + " array, COCO's statistics within 1e-9. A JSON file belongs to the tensors of the same"
          + " name beside it if these do not say what they are; others stand alone.",
      "",
      "A folder is walked. Every file in it must be one that can be compared, JSON too; the others"
          + " are named, and fail. Only texts (*.md, *.txt) and hidden files are passed over. The"
          + " last line counts files and keys."
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description = "Reference files; a folder stands for all files in it and below.")
  private List<Path> paths;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description =
          "Numbers of forward and backward passes: fp32, bf16 or reference (fp32, operation by"
              + " operation). Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ReferenceListing listing = ReferenceListing.of(paths);
    if (listing.files().isEmpty()) {
      throw new UserException(
          "%s: expected reference files (*%s, *%s), found none"
              .formatted(paths.get(0), ReferenceFile.TENSORS, ReferenceFile.JSON));
    }
    Verification verification = Verification.with(DetectionKinds.ALL, precision);
    List<Comparison> all = new ArrayList<>();
    int compared = 0;
    for (Map.Entry<Path, String> file : listing.files().entrySet()) {
      Interruption.check();
      out.println(file.getKey());
      try {
        List<Comparison> comparisons = compare(file.getKey(), file.getValue(), verification);
        comparisons.forEach(comparison -> out.println("  " + comparison.toLine()));
        all.addAll(comparisons);
        compared++;
      } catch (IOException e) {
        Interruption.check();
        // The other files are still worth comparing; the exit code tells of this one.
        out.println("  FAIL  " + FailureReport.message(e));
      }
      out.flush();
    }
    for (Path file : listing.passedOver()) {
      out.println("passed over, no reference file: " + file);
    }
    int missed = listing.files().size() - compared;
    out.println(summary(all, compared, missed));
    out.flush();
    return missed == 0 && all.stream().allMatch(Comparison::passed) ? 0 : 1;
  }

  private static List<Comparison> compare(Path file, String problem, Verification verification)
      throws IOException {
    if (!problem.isEmpty()) {
      throw new IOException(file + ": " + problem);
    }
    return verification.run(ReferenceFile.open(file));
  }

  private static String summary(List<Comparison> all, int compared, int missed) {
    long failed = all.stream().filter(comparison -> !comparison.passed()).count();
    String worst =
        all.stream()
            .max(Comparator.comparingDouble(Comparison::share))
            .map(
                c ->
                    String.format(
                        Locale.ROOT,
                        "; worst error abs %.2e, rel %.2e, %.0f %% of the tolerance (%s)",
                        c.absolute(),
                        c.relative(),
                        100 * c.share(),
                        c.key()))
            .orElse("");
    String alone =
        failed == 0 || all.stream().allMatch(comparison -> Double.isNaN(comparison.rounding()))
            ? ""
            : " (in their files rounded parameters alone fail %s)"
                .formatted(all.stream().filter(comparison -> comparison.rounding() > 1).count());
    String others = missed == 0 ? "" : ", %s not compared".formatted(files(missed));
    return "%s, %s keys compared, %s failed%s%s%s"
        .formatted(files(compared), all.size(), failed, alone, others, worst);
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }
}
