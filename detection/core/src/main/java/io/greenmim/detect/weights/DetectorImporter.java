package io.greenmim.detect.weights;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.EncoderNames;
import io.greenmim.checkpoint.HeaderConfig;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns published checkpoints of Mask R-CNN into detectors of ours.
 *
 * <p>Only names and shapes are looked at; tensors are read, and converted, when somebody asks for
 * them, so the file must stay where it is until then. A backbone of no known family is left out,
 * and the lateral convolutions of the pyramid with it, whose channels are the backbone's.
 */
public final class DetectorImporter {

  /** The configuration of a detector in the header of a file that we wrote. */
  static final HeaderConfig<DetectorConfig> HEADER =
      new HeaderConfig<>("greenmim.detector", DetectorConfig.class);

  private static final int SHOWN = 3;

  private final TensorFile file;
  private final DetectorLayout layout;
  private final Optional<DetectorConfig> known;
  private final ImportOptions options;
  private final List<Category> categories;
  private final List<String> missing = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private final List<String> notLoaded = new ArrayList<>();

  private DetectorImporter(
      TensorFile file,
      DetectorLayout layout,
      Optional<DetectorConfig> known,
      ImportOptions options,
      List<Category> categories) {
    this.file = file;
    this.layout = layout;
    this.known = known;
    this.options = options;
    this.categories = categories;
  }

  /**
   * {@return the usual options: those of encoders, but for tables, which published detectors resize
   * by bicubic interpolation}
   */
  public static ImportOptions defaults() {
    return ImportOptions.defaults().withTableResize(TableResize.BICUBIC);
  }

  /**
   * Reads a checkpoint whose architecture its shapes tell, or its header if it is a file of ours.
   *
   * @param file the checkpoint
   * @param options how it is read; the target is the name of a detector with its encoder
   * @param categories what the detector detects; empty for what the file tells, COCO's categories
   *     where it has 80 classes, or 91 in torchvision's layout, else numbered ones
   * @return the detector
   * @throws IOException if it holds no detector of a known layout, or one with other parts than
   *     ours, the shapes do not fit together, the categories or the target, or the options are
   *     strict and the report is not clean; the message is one line
   */
  public static ImportedDetector read(
      TensorFile file, ImportOptions options, List<Category> categories) throws IOException {
    return read(file, HEADER.read(file), options, categories);
  }

  /**
   * Reads a checkpoint of a known detector.
   *
   * @param file the checkpoint
   * @param known configuration of the detector in it
   * @param options how it is read
   * @param categories what its classes are, in place of what the configuration says; empty for that
   * @return the detector
   * @throws IOException if the tensors do not fit the configuration, the categories or the target,
   *     or the options are strict and the report is not clean; the message is one line
   */
  public static ImportedDetector read(
      TensorFile file, DetectorConfig known, ImportOptions options, List<Category> categories)
      throws IOException {
    return read(file, Optional.of(known), options, categories);
  }

  private static ImportedDetector read(
      TensorFile file,
      Optional<DetectorConfig> known,
      ImportOptions options,
      List<Category> categories)
      throws IOException {
    Optional<DetectorLayout> layout = DetectorLayout.find(file);
    if (layout.isEmpty()) {
      throw new IOException(
          "%s: expected a detector, got %s".formatted(file.path(), describe(file)));
    }
    return new DetectorImporter(file, layout.get(), known, options, categories).read();
  }

  private static String describe(TensorFile file) {
    Optional<DetectedLayout> found = DetectedLayout.find(file);
    if (found.isPresent()) {
      return "%s, %s without heads of a detector"
          .formatted(found.get().layout().title(), found.get().layout().kind().description());
    }
    List<String> first = file.tensors().keySet().stream().limit(SHOWN).map(Printable::of).toList();
    return first.isEmpty()
        ? "no tensors"
        : "%s tensors, the first of them %s"
            .formatted(file.tensors().size(), String.join(", ", first));
  }

  private ImportedDetector read() throws IOException {
    List<String> others = EncoderNames.of(file).others();
    notLoaded.addAll(others);
    Optional<BackboneImport> backbone = backbone();
    HeadTensors heads = HeadTensors.of(file, layout, besides(backbone, others));
    unexpected.addAll(heads.others());
    if (backbone.isEmpty()) {
      leaveLaterals(heads);
    }
    List<Category> detected = CheckpointClasses.of(file, heads, categories);
    DetectorConfig config = config(heads, backbone, detected);
    Map<String, StoredTensor> found = new LinkedHashMap<>(heads.tensors());
    Map<String, String> norms = new LinkedHashMap<>();
    backbone.ifPresent(
        read -> {
          found.putAll(read.tensors());
          norms.putAll(read.origins());
        });
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> expected : DetectorTensors.of(config).entrySet()) {
      String name = expected.getKey();
      StoredTensor tensor = found.remove(name);
      if (tensor == null) {
        missing.add(name);
      } else {
        check(norms.getOrDefault(name, heads.origin(name)), tensor, expected.getValue());
        tensors.put(name, tensor);
      }
    }
    found.keySet().forEach(name -> unexpected.add(heads.origin(name)));
    List<String> resized = backbone.map(BackboneImport::resized).orElse(List.of());
    LoadReport report = new LoadReport(missing, unexpected, resized, notLoaded);
    if (options.strict() && !report.clean()) {
      throw new IOException(
          "%s: expected exactly the tensors of %s; %s"
              .formatted(file.path(), config.variant(), report.summary()));
    }
    return new ImportedDetector(title(backbone), config, tensors, report);
  }

  private Optional<BackboneImport> backbone() throws IOException {
    Optional<DetectedLayout> found = DetectedLayout.find(file);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (known.isPresent() && HeaderConfig.isOurs(file) && !found.get().layout().detector()) {
      return Optional.of(BackboneImport.own(file, known.get()));
    }
    Optional<ModelConfig> encoder = known.map(DetectorConfig::encoderModel);
    return Optional.of(BackboneImport.read(file, encoder, options));
  }

  /** Lists the names of the model that are not the backbone's. */
  private List<String> besides(Optional<BackboneImport> backbone, List<String> others) {
    if (backbone.isPresent()) {
      unexpected.addAll(backbone.get().model().report().unexpected());
      return backbone.get().others().stream().filter(name -> !others.contains(name)).toList();
    }
    List<String> rest = new ArrayList<>();
    for (String name : EncoderNames.of(file).tensors().keySet()) {
      (layout.ofBackbone(name) ? notLoaded : rest).add(name);
    }
    return rest;
  }

  private void leaveLaterals(HeadTensors heads) {
    List<String> laterals =
        heads.tensors().keySet().stream()
            .filter(name -> name.startsWith(DetectorTensors.LATERAL))
            .toList();
    for (String name : laterals) {
      notLoaded.add(heads.origin(name));
      heads.tensors().remove(name);
    }
  }

  private String title(Optional<BackboneImport> backbone) {
    if (HeaderConfig.isOurs(file)) {
      return EncoderLayout.OUR_TITLE;
    }
    return backbone.isPresent()
        ? backbone.get().model().layout().title()
        : layout.title() + " with another backbone";
  }

  private DetectorConfig config(
      HeadTensors heads, Optional<BackboneImport> backbone, List<Category> detected)
      throws IOException {
    EncoderConfig encoder = encoder(backbone);
    String target = options.target();
    if (known.isPresent()) {
      DetectorConfig config =
          categories.isEmpty() ? known.get() : known.get().withCategories(detected);
      return config.withEncoder(target == null ? config.variant() : target, encoder);
    }
    HeadShapes shapes = HeadShapes.infer(heads);
    String variant =
        target == null
            ? DetectorVariants.nameOn(Backbones.family(encoder.family()).layouts().variant(encoder))
            : target;
    return new DetectorConfig(
        DetectorConfig.FORMAT,
        variant,
        encoder,
        detected,
        shapes.pyramidChannels(),
        AnchorConfig.published(),
        RpnConfig.published(),
        shapes.roi().withSampling(DetectorVariants.regions(variant)),
        OutputConfig.published(),
        InputSize.PUBLISHED,
        backbone.map(read -> read.model().config().preprocessing()).orElse(null));
  }

  private EncoderConfig encoder(Optional<BackboneImport> backbone) throws IOException {
    if (backbone.isPresent()) {
      EncoderConfig read = backbone.get().model().config().encoder();
      return known.isPresent() ? read : DetectorVariants.recipe(read);
    }
    if (options.architecture() == null) {
      throw new IOException(
          ("%s: expected a detector with a Swin backbone, got %s with another one; a target that"
                  + " takes its heads is needed, one of %s")
              .formatted(file.path(), layout.title(), String.join(", ", DetectorVariants.names())));
    }
    return options.architecture();
  }

  private void check(String name, StoredTensor tensor, List<Long> expected) throws IOException {
    if (!tensor.type().floating() || !tensor.shape().equals(expected)) {
      throw new IOException(
          "%s: %s: expected floating-point numbers %s, got %s"
              .formatted(file.path(), Printable.of(name), expected, tensor.describe()));
    }
  }
}
