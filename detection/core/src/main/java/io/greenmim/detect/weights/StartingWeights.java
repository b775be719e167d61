package io.greenmim.detect.weights;

import io.greenmim.checkpoint.HuggingFaceFolder;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.weights.CheckpointSource;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights that the training of a detector starts from, taken from another model; what that
 * model has not is drawn anew.
 *
 * <p>Of a pre-trained encoder everything is taken but its last norm, as the published recipes do:
 * each of the detector's four output norms starts at one and zero. Decoders and classification
 * heads are left out. Of another detector everything is taken that has the same shape in both;
 * where its categories have other numbers or another order, those of the same names are moved, and
 * the layers of the classes are left out if one is missing.
 *
 * @param source where the weights come from
 * @param what what the source is, for readers
 * @param tensors tensors by the names of the detector's state dict, converted when they are read
 * @param report what is missing and drawn anew, unexpected, resized, and left out
 */
public record StartingWeights(
    Path source, String what, Map<String, StoredTensor> tensors, LoadReport report) {

  /** Copies the tensors' table. */
  public StartingWeights {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads weights for a detector.
   *
   * @param source a checkpoint file of any layout, or the folder of a run, a model or of Hugging
   *     Face
   * @param prefix what the names in a file must begin with; null for any
   * @param config configuration of the detector that is trained
   * @param options how a checkpoint is read; the target is the detector
   * @return the weights; tables of another window are resized as the options say
   * @throws IOException if the source cannot be read, its encoder has another architecture or lacks
   *     tensors, or a layer of its heads does not fit; the message is one line
   */
  public static StartingWeights read(
      Path source, String prefix, DetectorConfig config, ImportOptions options) throws IOException {
    if (Files.isDirectory(source)
        && !HuggingFaceFolder.is(source)
        && !Files.isRegularFile(source.resolve(ConfigFile.NAME))) {
      throw new IOException(
          "%s: expected the folder of a run or a model, found no %s in it"
              .formatted(source, ConfigFile.NAME));
    }
    ImportOptions fitted =
        options.withTarget(config.variant(), config.encoder()).withImages(config.preprocessing());
    CheckpointSource found = CheckpointSource.open(source, null, prefix);
    TensorFile file = found.file();
    Optional<Path> folder = found.folder();
    if (folder.isPresent() && DetectorFolder.isDetector(source)) {
      DetectorConfig known = DetectorFolder.readConfig(source);
      return ofDetector(source, DetectorImporter.read(file, known, fitted, List.of()), config);
    }
    if (folder.isEmpty()
        && found.huggingFace().isEmpty()
        && DetectorLayout.find(file).isPresent()) {
      return ofDetector(source, DetectorImporter.read(file, fitted, List.of()), config);
    }
    return ofEncoder(found, config, fitted);
  }

  private static StartingWeights ofEncoder(
      CheckpointSource found, DetectorConfig config, ImportOptions options) throws IOException {
    Path source = found.folder().orElse(found.file().path());
    BackboneImport backbone =
        BackboneImport.read(found.file(), found.known(options.images()), options);
    if (!backbone.missing().isEmpty()) {
      throw new IOException(
          "%s: expected every tensor of the encoder of %s, missing %s"
              .formatted(source, config.variant(), LoadReport.some(backbone.missing())));
    }
    Map<String, List<Long>> all = DetectorTensors.of(config);
    for (Map.Entry<String, StoredTensor> entry : backbone.tensors().entrySet()) {
      check(source, entry, all.get(entry.getKey()));
    }
    List<String> missing =
        all.keySet().stream().filter(name -> !backbone.tensors().containsKey(name)).toList();
    LoadReport report =
        new LoadReport(
            missing, backbone.model().report().unexpected(), backbone.resized(), backbone.others());
    String prefix = found.prefix();
    String what =
        "%s, %s%s"
            .formatted(
                backbone.model().layout().title(),
                backbone.model().config().kind().description(),
                prefix.isEmpty() ? "" : " under the prefix " + prefix);
    return new StartingWeights(source, what, backbone.tensors(), report);
  }

  private static StartingWeights ofDetector(
      Path source, ImportedDetector detector, DetectorConfig config) throws IOException {
    Map<String, StoredTensor> found = new LinkedHashMap<>(detector.tensors());
    List<String> left = new ArrayList<>(detector.report().notLoaded());
    Optional<ClassRows> rows =
        ClassRows.between(detector.config().categories(), config.categories());
    rows.ifPresent(order -> order.apply(found, detector.config().classes()));
    Map<String, List<Long>> all = DetectorTensors.of(config);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, StoredTensor> entry : found.entrySet()) {
      String name = entry.getKey();
      List<Long> shape = all.get(name);
      boolean ofClasses = ClassRows.LAYERS.stream().anyMatch(name::startsWith);
      boolean moved = rows.isPresent() && entry.getValue().shape().equals(shape);
      if (shape == null || (ofClasses && !moved)) {
        left.add(name);
      } else {
        check(source, entry, shape);
        tensors.put(name, entry.getValue());
      }
    }
    List<String> missing = all.keySet().stream().filter(n -> !tensors.containsKey(n)).toList();
    LoadReport report = detector.report();
    return new StartingWeights(
        source,
        "%s of %s classes".formatted(detector.layout(), detector.config().classes()),
        tensors,
        new LoadReport(missing, report.unexpected(), report.resized(), left));
  }

  private static void check(Path source, Map.Entry<String, StoredTensor> entry, List<Long> shape)
      throws IOException {
    if (!entry.getValue().shape().equals(shape)) {
      throw new IOException(
          "%s: %s: expected a shape of %s, got %s"
              .formatted(source, entry.getKey(), shape, entry.getValue().describe()));
    }
  }

  /**
   * Describes what was taken in one line.
   *
   * @return such as {@code GreenMIM for DJL, an encoder: 173 tensors; missing 34: ...}
   */
  public String summary() {
    return "%s: %s tensors; %s".formatted(what, tensors.size(), report.summary());
  }
}
