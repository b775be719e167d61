package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.InputPixels;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.WindowOrder;
import io.greenmim.layout.MergeOrder;
import io.greenmim.train.config.ChannelSettings;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.CheckpointSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "Tensors keep their types and bits, unless --model asks for another window. The channels of"
          + " images follow from the first weights; where they are not three, and no"
          + " configuration tells, --mean and --std, or --stats, must."
    })
final class CheckpointConvertCommand implements Callable<Integer> {

  private static final String SAFETENSORS = ".safetensors";
  private static final List<String> TORCH_ENDINGS = List.of(".pth", ".pt", ".bin", ".ckpt", ".pkl");

  @Parameters(index = "0", paramLabel = "IN", description = CheckpointKind.DESCRIPTION)
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
      description =
          "greenmim, or a layout of the model's family, such as microsoft, timm or huggingface of"
              + " Swin (docs/CHECKPOINTS.md); detectors: greenmim or detectron2.")
  private String to;

  @Option(
      names = "--merge-order",
      paramLabel = "ORDER",
      description =
          "Order of patch merging in IN: row for the weights that GreenMIM published, column or"
              + " unfold. Default: what its layout says.")
  private MergeOrder mergeOrder;

  @Option(
      names = "--window-order",
      paramLabel = "ORDER",
      description = PretrainSettings.WINDOW_ORDER + " Default: what IN tells, else pad_then_shift.")
  private WindowOrder windowOrder;

  @Option(
      names = "--model",
      paramLabel = "VARIANT",
      description =
          "Give the encoder the window and image size of this variant. Default: keep its own. A"
              + " detector with another backbone than Swin needs one that takes its heads.")
  private String variant;

  @Option(
      names = "--resize",
      paramLabel = "WAY",
      description =
          "How --model resizes the tables of relative positions: geometric (for fine-tuning, the"
              + " default) or bicubic (as Microsoft's detectors do, the default of detectors).")
  private TableResize resize;

  @Option(
      names = "--bgr",
      description =
          "IN was trained on images with blue first, as detectron2 reads them by default: turn its"
              + " first weights to red first.")
  private boolean bgr;

  @Option(
      names = "--undivided",
      description =
          "IN was trained on pixels of 0 to 255 less their mean, as detectron2's defaults are: put"
              + " the division by the standard deviation into its first weights.")
  private boolean undivided;

  private final SettingOptions<ChannelSettings> input = SettingOptions.of(ChannelSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec statistics = input.spec("mean", "deviation", "stats");

  @Option(
      names = "--categories",
      paramLabel = "FILE",
      description =
          "What the classes of a detector are: COCO JSON with a list of categories, or a text with"
              + " a name a line, in the order of the classes. Default: what IN tells.")
  private Path categories;

  @Option(
      names = "--strict",
      description = "Fail if a tensor of IN is missing, unexpected or resized.")
  private boolean strict;

  @Mixin private TensorOptions part;

  @Option(names = "--overwrite", description = "Replace OUT if it exists.")
  private boolean overwrite;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CheckpointKinds kinds = new CheckpointKinds();
    checkOptions(kinds);
    boolean folder = !out.getFileName().toString().endsWith(SAFETENSORS);
    ConvertedFolder converted = new ConvertedFolder(out);
    if (folder) {
      converted.checkFree(overwrite);
    } else if (Files.exists(out) && (!overwrite || Files.isDirectory(out))) {
      throw new UserException(
          out + ": exists already; " + (overwrite ? "it is a folder" : "--overwrite replaces it"));
    }
    CheckpointSource source = part.open(in);
    CheckpointKind kind = kinds.of(source);
    String target = to.toLowerCase(Locale.ROOT);
    if (!kind.targets().contains(target)) {
      throw new UserException(
          "%s: expected --to with one of %s for this kind of checkpoint, got %s"
              .formatted(in, String.join(", ", kind.targets()), to));
    }
    ConvertibleModel model = kind.read(source, options());
    String title = folder ? converted.write(model, target) : model.write(out, target);
    report(source, model, title);
    // A folder says what constants its model has.
    for (String other : folder ? List.<String>of() : model.otherConstants(out, target)) {
      spec.commandLine().getOut().println("other programs take " + other);
    }
    return 0;
  }

  private void checkOptions(CheckpointKinds kinds) {
    String target = to.toLowerCase(Locale.ROOT);
    if (!kinds.targets().contains(target)) {
      throw new ParameterException(
          spec.commandLine(),
          "--to: expected one of %s, got %s".formatted(String.join(", ", kinds.targets()), to));
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
    if (!name.toString().endsWith(SAFETENSORS) && !kinds.hasFolder(target)) {
      throw new ParameterException(
          spec.commandLine(), "OUT: expected FILE.safetensors for --to " + to + ", got " + out);
    }
  }

  private ConversionOptions options() {
    return new ConversionOptions(
        variant,
        mergeOrder,
        windowOrder,
        resize,
        new InputPixels(bgr, undivided),
        input.read(),
        strict,
        categories);
  }

  private void report(CheckpointSource source, ConvertibleModel model, String title) {
    PrintWriter screen = spec.commandLine().getOut();
    String without = source.prefix();
    screen.printf(
        "read %s%s%n",
        model.description(), without.isEmpty() ? "" : ", names without the prefix " + without);
    LoadReport report = model.report();
    if (!report.clean() || !report.notLoaded().isEmpty()) {
      screen.println(report.summary());
    }
    screen.printf("wrote %s as %s%n", out, title);
  }
}
