package io.greenmim.cli.checkpoint;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.cli.option.FailureReport;
import io.greenmim.config.EncoderConfig;
import io.greenmim.detect.coco.CategoryFile;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.weights.DetectorExporter;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.DetectorImporter;
import io.greenmim.detect.weights.DetectorLayout;
import io.greenmim.detect.weights.ImportedDetector;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.train.config.UserException;
import io.greenmim.weights.CheckpointSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checkpoints of detectors, for {@code greenmim checkpoint}. */
final class DetectorCheckpoints implements CheckpointKind {

  private static final String DETECTRON2 = "detectron2";

  /** A detector that any heads fit but for its encoder. */
  private static final String SHOWN = DetectorVariants.nameOn(Backbones.defaultVariant());

  /** Makes the kind. */
  DetectorCheckpoints() {}

  @Override
  public boolean takes(CheckpointSource source) throws IOException {
    return source.folder().isPresent()
        ? DetectorFolder.isDetector(source.folder().get())
        : DetectorLayout.find(source.file()).isPresent();
  }

  @Override
  public List<String> targets() {
    return List.of(OURS, DETECTRON2);
  }

  @Override
  public List<String> folderTargets() {
    return List.of(OURS);
  }

  @Override
  public Inspection inspect(CheckpointSource source) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    boolean known = DetectedLayout.find(source.file()).isPresent();
    try {
      ImportOptions options = Inspection.options(source, DetectorImporter.defaults());
      ImportedDetector detector =
          imported(
              source,
              known ? options : options.withTarget(SHOWN, DetectorVariants.encoder(SHOWN)),
              List.of());
      describe(detector, known, lines);
    } catch (IOException e) {
      lines.put(
          "layout",
          DetectorLayout.find(source.file()).map(DetectorLayout::title).orElse("unknown"));
      lines.put(Inspection.WOULD_LOAD, "nothing: " + FailureReport.reason(source.file().path(), e));
    }
    return new Inspection(true, lines);
  }

  private static void describe(
      ImportedDetector detector, boolean known, Map<String, String> lines) {
    DetectorConfig config = detector.config();
    lines.put("layout", detector.layout());
    boolean masks = config.roi().mask() != null;
    lines.put(
        "method",
        "%s of %s classes"
            .formatted(masks ? "Mask R-CNN" : "Faster R-CNN, boxes alone", config.classes()));
    lines.put(
        "classes", LoadReport.some(config.categories().stream().map(Category::name).toList()));
    lines.put(
        "encoder",
        known ? encoder(config.encoder()) : "none of ours; what follows is for " + SHOWN);
    Inspection.addChannels(lines, config.preprocessing());
    lines.put("heads", heads(config));
    boolean named = DetectorVariants.names().contains(config.variant());
    lines.put("variant", named && known ? config.variant() : "none of the named ones");
    Inspection.add(lines, detector.tensors(), detector.report());
  }

  private static String encoder(EncoderConfig config) {
    StringBuilder line = new StringBuilder(config.family());
    line.append(", ").append(Backbones.family(config.family()).layouts().body(config));
    config
        .traits()
        .forEach((name, value) -> line.append(", ").append(name).append(' ').append(value));
    return line.toString();
  }

  private static String heads(DetectorConfig config) {
    BoxHeadConfig box = config.roi().box();
    MaskHeadConfig mask = config.roi().mask();
    return "pyramid %s, boxes %s wide%s%s"
        .formatted(
            config.pyramidChannels(),
            box.width(),
            box.agnostic() ? " for all classes alike" : "",
            mask == null
                ? ""
                : ", masks %s wide%s"
                    .formatted(mask.width(), mask.agnostic() ? " for all classes alike" : ""));
  }

  private static ImportedDetector imported(
      CheckpointSource source, ImportOptions options, List<Category> categories)
      throws IOException {
    return source.folder().isPresent()
        ? DetectorImporter.read(
            source.file(), DetectorFolder.readConfig(source.folder().get()), options, categories)
        : DetectorImporter.read(source.file(), options, categories);
  }

  @Override
  public ConvertibleModel read(CheckpointSource source, ConversionOptions options)
      throws IOException {
    if (options.windowOrder() != null) {
      throw new UserException(
          "%s: expected no --window-order for a detector, which fills maps up before it shifts"
              .formatted(source.file().path()));
    }
    ImportOptions usual = options.over(DetectorImporter.defaults());
    String variant = options.variant();
    Path file = options.categories();
    ImportedDetector model =
        imported(
            source,
            variant == null ? usual : usual.withTarget(variant, DetectorVariants.encoder(variant)),
            file == null ? List.of() : CategoryFile.read(file));
    options.requireGiven(source.file().path(), model.config().preprocessing());
    return new Detector(model);
  }

  /** A detector that was read. */
  private record Detector(ImportedDetector model) implements ConvertibleModel {

    @Override
    public String description() {
      return "%s of %s, %s classes"
          .formatted(model.layout(), model.config().variant(), model.config().classes());
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
      if (DETECTRON2.equals(target)) {
        DetectorExporter.write(file, model.tensors(), model.config());
        return DetectorLayout.DETECTRON2.title();
      }
      DetectorExporter.writeOurs(file, model.tensors(), model.config());
      return EncoderLayout.OUR_TITLE;
    }

    /** Detectors have the constants of the published ones, whatever their encoder had before. */
    @Override
    public List<String> otherConstants(Path file, String target) {
      return List.of();
    }

    @Override
    public String writeFolder(Path folder, String target) throws IOException {
      DetectorFolder.save(folder, model.config(), model.tensors());
      return EncoderLayout.OUR_TITLE;
    }
  }
}
