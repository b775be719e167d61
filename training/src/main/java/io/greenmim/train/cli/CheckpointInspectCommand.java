package io.greenmim.train.cli;

import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.Layout;
import io.greenmim.checkpoint.LayoutDetector;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.checkpoint.TwinsArchitecture;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SwinConfig;
import io.greenmim.config.Variants;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim checkpoint inspect}: says what a checkpoint holds. */
@Command(
    name = "inspect",
    sortOptions = false,
    description = {
      "Says what a checkpoint holds: layout, method, architecture, and what would be loaded.",
      "",
      "The layout is recognised by the names of the tensors, the architecture by their shapes. A"
          + " file of another layout is listed tensor by tensor."
    })
final class CheckpointInspectCommand implements Callable<Integer> {

  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;
  private static final int LONGEST_VALUE = 60;

  @Parameters(paramLabel = "FILE", description = CheckpointInput.DESCRIPTION)
  private Path path;

  @Option(names = "--key", paramLabel = "KEY", description = CheckpointInput.KEY_DESCRIPTION)
  private String key;

  @Option(names = "--tensors", description = "List every tensor with its type and shape.")
  private boolean listTensors;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CheckpointInput input = CheckpointInput.open(path, key);
    Map<String, StoredTensor> tensors = input.file().tensors();
    print("file", path.toString());
    boolean known = printModel(input);
    print("tensors", tensors.size() + ", " + summary(tensors.values()));
    printMetadata(input.file().metadata());
    if (listTensors || !known) {
      new TreeMap<>(tensors)
          .forEach(
              (name, tensor) -> out().printf("  %s  %s%n", Printable.of(name), tensor.describe()));
    }
    return 0;
  }

  /** Prints the model, or why there is none; tells whether the layout is known. */
  private boolean printModel(CheckpointInput input) throws IOException {
    DetectedLayout detected;
    try {
      detected = LayoutDetector.detect(input.file());
    } catch (IOException e) {
      print("layout", "unknown");
      print("would load", "nothing: " + withoutPath(e, input));
      return false;
    }
    print("layout", detected.layout().title());
    if (detected.layout().twins()) {
      print("method", detected.kind().description());
      print("architecture", "twins, " + TwinsArchitecture.of(input.file(), detected).describe());
      print("would load", "nothing: Twins is not built yet");
      return true;
    }
    String released =
        detected.layout() == Layout.GREENMIM_SWIN
            ? "; row in the weights that GreenMIM released"
            : "";
    print("merging", detected.layout().mergeOrder().name().toLowerCase(Locale.ROOT) + released);
    try {
      print(input.read(ImportOptions.defaults()));
    } catch (IOException e) {
      print("method", detected.kind().description());
      print("would load", "nothing: " + withoutPath(e, input));
    }
    return true;
  }

  private static String withoutPath(IOException e, CheckpointInput input) {
    String prefix = input.file().path() + ": ";
    String message = FailureReport.message(e);
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }

  private void print(ImportedModel model) {
    ModelConfig config = model.config();
    String classes =
        config.classifier() == null ? "" : " of " + config.classifier().classes() + " classes";
    print("method", config.kind().description() + classes);
    print("architecture", architecture(config.encoder()));
    boolean named = Variants.names().contains(config.variant());
    print("variant", named ? config.variant() : "none of the named ones");
    long parameters = model.tensors().values().stream().mapToLong(StoredTensor::elements).sum();
    print(
        "would load",
        "%d tensors, %.1f M parameters".formatted(model.tensors().size(), parameters / MILLION));
    LoadReport report = model.report();
    print("missing", LoadReport.some(report.missing()));
    print("unexpected", LoadReport.some(report.unexpected()));
    if (!report.notLoaded().isEmpty()) {
      print("not loaded", LoadReport.some(report.notLoaded()));
    }
  }

  private static String architecture(SwinConfig config) {
    return "swin, image %d, patch %d, channels %d, depths %s, heads %s, window %d, mlp ratio %s"
        .formatted(
            config.imageSize(),
            config.patchSize(),
            config.embedDim(),
            config.depths(),
            config.heads(),
            config.window(),
            config.mlpRatio());
  }

  private static String summary(Collection<StoredTensor> tensors) {
    long bytes = tensors.stream().mapToLong(StoredTensor::byteSize).sum();
    Map<String, Long> types =
        tensors.stream()
            .collect(
                Collectors.groupingBy(
                    tensor -> tensor.type().name(), TreeMap::new, Collectors.counting()));
    String counts =
        types.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return size(bytes) + (counts.isEmpty() ? "" : ": " + counts);
  }

  private static String size(long bytes) {
    return bytes < MILLION
        ? "%.1f KB".formatted(bytes / THOUSAND)
        : "%.1f MB".formatted(bytes / MILLION);
  }

  private void printMetadata(Map<String, String> metadata) {
    metadata.forEach(
        (name, value) ->
            print("also", Printable.of(name) + " " + Printable.of(value, LONGEST_VALUE)));
  }

  private void print(String what, String text) {
    out().printf("%-12s  %s%n", what, text);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
