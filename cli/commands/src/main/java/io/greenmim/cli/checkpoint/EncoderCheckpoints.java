package io.greenmim.cli.checkpoint;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.cli.option.FailureReport;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.CheckpointSource;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checkpoints of encoders, with or without a head; also those of unknown layouts. */
final class EncoderCheckpoints implements CheckpointKind {

  private static final String HUGGINGFACE = "huggingface";

  /** Makes the kind. */
  EncoderCheckpoints() {}

  @Override
  public boolean takes(CheckpointSource source) {
    return true;
  }

  @Override
  public List<String> targets() {
    return CheckpointExporter.targets();
  }

  @Override
  public List<String> folderTargets() {
    return List.of(OURS, HUGGINGFACE);
  }

  @Override
  public Inspection inspect(CheckpointSource source) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    DetectedLayout detected;
    try {
      detected = source.layout();
    } catch (IOException e) {
      lines.put("layout", "unknown");
      lines.put(Inspection.WOULD_LOAD, "nothing: " + FailureReport.reason(source.file().path(), e));
      return new Inspection(false, lines);
    }
    EncoderLayout layout = detected.layout();
    lines.put("layout", layout.title());
    detected.merging(source.prefix()).ifPresent(order -> lines.put("merging", order));
    try {
      describe(source.read(Inspection.options(source, ImportOptions.defaults())), lines);
    } catch (IOException e) {
      lines.put("method", layout.kind().description());
      lines.put(Inspection.WOULD_LOAD, "nothing: " + FailureReport.reason(source.file().path(), e));
    }
    return new Inspection(true, lines);
  }

  private static void describe(ImportedModel model, Map<String, String> lines) {
    ModelConfig config = model.config();
    String classes =
        config.head() instanceof ClassifierConfig head ? " of " + head.classes() + " classes" : "";
    lines.put("method", config.kind().description() + classes);
    lines.put("architecture", config.encoder().describe());
    Inspection.addChannels(lines, config.preprocessing());
    boolean named = Backbones.names().contains(config.variant());
    lines.put("variant", named ? config.variant() : "none of the named ones");
    Inspection.add(lines, model.tensors(), model.report());
  }

  @Override
  public ConvertibleModel read(CheckpointSource source, ConversionOptions options)
      throws IOException {
    if (options.categories() != null) {
      throw new UserException(
          "%s: expected a detector for --categories, got one without"
              .formatted(source.file().path()));
    }
    ImportOptions usual = options.over(ImportOptions.defaults());
    ImportedModel model = source.read(usual.withTarget(options.variant()));
    options.requireGiven(source.file().path(), model.config().preprocessing());
    if (options.windowOrder() == null) {
      return new Encoder(model);
    }
    ModelConfig config = model.config();
    EncoderConfig encoder = config.encoder().withWindowOrder(options.windowOrder());
    return new Encoder(
        new ImportedModel(
            model.layout(),
            config.withEncoder(config.variant(), encoder),
            model.tensors(),
            model.report()));
  }

  /** An encoder that was read. */
  private record Encoder(ImportedModel model) implements ConvertibleModel {

    @Override
    public String description() {
      return "%s of %s, %s"
          .formatted(
              model.layout().title(),
              model.config().variant(),
              model.config().kind().description());
    }

    @Override
    public String variant() {
      return model.config().variant();
    }

    @Override
    public LoadReport report() {
      return model.report();
    }

    @Override
    public String write(Path file, String target) throws IOException {
      CheckpointExporter.write(file, model.tensors(), model.config(), target);
      return CheckpointExporter.layout(model.config(), target).title();
    }

    @Override
    public List<String> otherConstants(Path file, String target) throws IOException {
      return CheckpointExporter.otherConstants(file, model.config(), target);
    }

    @Override
    public String writeFolder(Path folder, String target) throws IOException {
      if (target.equals(OURS)) {
        ModelFolder.save(folder, model.config(), model.tensors());
        return EncoderLayout.OUR_TITLE;
      }
      String title = write(folder.resolve(WeightsFile.NAME), target);
      AtomicFiles.writeText(
          folder.resolve(ConfigFile.NAME), CheckpointExporter.huggingFaceConfig(model.config()));
      return title;
    }
  }
}
