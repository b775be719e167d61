package io.greenmim.train.cli;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.UserException;
import io.greenmim.train.verify.Comparison;
import io.greenmim.train.verify.ReferenceFile;
import io.greenmim.train.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
          + " fails.",
      "",
      "Files of detectors are compared more closely: indices, labels and masks must be the same,"
          + " features agree within 2e-5 x (1 + size), boxes and logits within 1e-4 x (1 + size),"
          + " losses within 2e-6 of their size, gradients within 2e-3 of the largest of their"
          + " array, COCO's statistics within 1e-9. A JSON file belongs to the tensors of the same"
          + " name beside it; some stand alone."
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description = "Reference files; a folder stands for every reference file in it.")
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
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Verification verification = Verification.ofAll(precision);
    List<Comparison> all = new ArrayList<>();
    int unreadable = 0;
    for (Path file : files(verification)) {
      out.println(file);
      try {
        List<Comparison> comparisons = verification.run(ReferenceFile.open(file));
        comparisons.forEach(comparison -> out.println("  " + comparison.toLine()));
        all.addAll(comparisons);
      } catch (IOException e) {
        // The other files are still worth comparing; the exit code tells of this one.
        out.println("  FAIL  " + FailureReport.message(e));
        unreadable++;
      }
      out.flush();
    }
    out.println(summary(all, unreadable));
    out.flush();
    return unreadable == 0 && all.stream().allMatch(Comparison::passed) ? 0 : 1;
  }

  private List<Path> files(Verification verification) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      List<Path> references = new ArrayList<>();
      try (Stream<Path> found = Files.list(path)) {
        for (Path file : found.sorted().toList()) {
          if (isReference(file, verification)) {
            references.add(file);
          }
        }
      }
      if (references.isEmpty()) {
        throw new UserException(
            "%s: expected reference files (*%s), found none"
                .formatted(path, ReferenceFile.TENSORS));
      }
      files.addAll(references);
    }
    return files;
  }

  /**
   * JSON may be anything: it counts where it stands alone and its kind is known. What cannot be
   * read counts too, so that its failure is told.
   */
  private static boolean isReference(Path file, Verification verification) throws IOException {
    String name = file.toString();
    if (!name.endsWith(ReferenceFile.JSON)) {
      return name.endsWith(ReferenceFile.TENSORS);
    }
    if (Files.exists(ReferenceFile.beside(file, ReferenceFile.TENSORS))) {
      return false;
    }
    try {
      return JsonParser.parseString(Files.readString(file)).isJsonObject()
          && verification.recognises(ReferenceFile.open(file));
    } catch (JsonParseException e) {
      return true;
    }
  }

  private static String summary(List<Comparison> all, int unreadable) {
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
    String files = unreadable == 0 ? "" : ", %s file(s) not compared".formatted(unreadable);
    return "%s keys compared, %s failed%s%s".formatted(all.size(), failed, files, worst);
  }
}
