package io.greenmim.train.cli;

import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.Layout;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.checkpoint.MergeOrder;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.train.config.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim checkpoint convert}: writes a checkpoint with the names of another project. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Writes a checkpoint with the names of another project, or as a model of ours.",
      "",
      "Tensors keep their types and bits, unless --model asks for another window."
    })
final class CheckpointConvertCommand implements Callable<Integer> {

  private static final String SAFETENSORS = ".safetensors";
  private static final List<String> TORCH_ENDINGS = List.of(".pth", ".pt", ".bin", ".ckpt");

  @Parameters(index = "0", paramLabel = "IN", description = CheckpointInput.DESCRIPTION)
  private Path in;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description =
          "FILE.safetensors, or, for greenmim and huggingface, a folder for the weights and their"
              + " config.json.")
  private Path out;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "LAYOUT",
      description = "greenmim, microsoft, timm or huggingface.")
  private String to;

  @Option(
      names = "--merge-order",
      paramLabel = "ORDER",
      description =
          "Order of patch merging in IN: row for the weights that GreenMIM published, column or"
              + " unfold. Default: what its layout says.")
  private MergeOrder mergeOrder;

  @Option(
      names = "--model",
      paramLabel = "VARIANT",
      description =
          "Give the encoder the window and image size of this variant. Default: keep its own.")
  private String variant;

  @Option(
      names = "--resize",
      paramLabel = "WAY",
      description =
          "How --model resizes the tables of relative positions: geometric (for fine-tuning, the"
              + " default) or bicubic (as Microsoft's detectors do).")
  private TableResize resize;

  @Option(
      names = "--strict",
      description = "Fail if a tensor of IN is missing, unexpected or resized.")
  private boolean strict;

  @Option(names = "--key", paramLabel = "KEY", description = CheckpointInput.KEY_DESCRIPTION)
  private String key;

  @Option(names = "--overwrite", description = "Replace OUT if it exists.")
  private boolean overwrite;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Layout layout = checkOptions();
    boolean folder = !out.getFileName().toString().endsWith(SAFETENSORS);
    ConvertedFolder converted = new ConvertedFolder(out, layout);
    if (folder) {
      converted.checkFree(overwrite);
    } else if (Files.exists(out) && (!overwrite || Files.isDirectory(out))) {
      throw new UserException(
          out + ": exists already; " + (overwrite ? "it is a folder" : "--overwrite replaces it"));
    }
    ImportedModel model = CheckpointInput.open(in, key).read(options());
    if (folder) {
      converted.write(model);
    } else {
      CheckpointExporter.write(out, model.tensors(), model.config(), layout);
    }
    report(model, layout);
    return 0;
  }

  private Layout checkOptions() {
    Layout layout;
    try {
      layout = Layout.target(to);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--to: " + e.getMessage(), e);
    }
    if (resize != null && variant == null) {
      throw new ParameterException(
          spec.commandLine(), "--resize: expected --model beside it, for a table to be resized");
    }
    Path name = out.getFileName();
    if (name == null || TORCH_ENDINGS.stream().anyMatch(name.toString()::endsWith)) {
      throw new ParameterException(
          spec.commandLine(), "OUT: expected FILE.safetensors or a folder, got " + out);
    }
    if (!name.toString().endsWith(SAFETENSORS) && !ConvertedFolder.LAYOUTS.contains(layout)) {
      throw new ParameterException(
          spec.commandLine(), "OUT: expected FILE.safetensors for --to " + to + ", got " + out);
    }
    return layout;
  }

  private ImportOptions options() {
    return ImportOptions.defaults()
        .withTarget(variant)
        .withMergeOrder(mergeOrder)
        .withTableResize(resize == null ? TableResize.GEOMETRIC : resize)
        .withStrict(strict);
  }

  private void report(ImportedModel model, Layout layout) {
    PrintWriter screen = spec.commandLine().getOut();
    screen.printf(
        "read %s of %s, %s%n",
        model.layout().title(), model.config().variant(), model.config().kind().description());
    LoadReport report = model.report();
    if (!report.clean() || !report.notLoaded().isEmpty()) {
      screen.println(report.summary());
    }
    screen.printf("wrote %s as %s%n", out, layout.title());
  }
}
