package io.greenmim.cli.checkpoint;

import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.CheckpointSource;
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
import picocli.CommandLine.Mixin;
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

  @Parameters(paramLabel = "FILE", description = CheckpointKind.DESCRIPTION)
  private Path path;

  @Mixin private TensorOptions part;

  @Option(names = "--tensors", description = "List every tensor with its type and shape.")
  private boolean listTensors;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CheckpointSource source = part.open(path);
    Map<String, StoredTensor> tensors = source.file().tensors();
    Inspection inspection = new CheckpointKinds().of(source).inspect(source);
    print("file", path.toString());
    if (!source.prefix().isEmpty()) {
      print("prefix", source.prefix());
    }
    inspection.lines().forEach(this::print);
    print("tensors", tensors.size() + ", " + summary(tensors.values()));
    printMetadata(source.file().metadata());
    if (listTensors || !inspection.known()) {
      new TreeMap<>(tensors)
          .forEach(
              (name, tensor) -> out().printf("  %s  %s%n", Printable.of(name), tensor.describe()));
    }
    return 0;
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
        ? String.format(Locale.ROOT, "%.1f KB", bytes / THOUSAND)
        : String.format(Locale.ROOT, "%.1f MB", bytes / MILLION);
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
