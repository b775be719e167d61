package io.greenmim.detect.weights;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.EncoderNames;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.NameMap;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The encoder of any checkpoint as the backbone of a detector.
 *
 * <p>A detector has a norm behind every stage; a checkpoint of a detector tells them all. The one
 * norm behind other encoders is left out: the published recipes begin with fresh output norms.
 *
 * @param model what was read
 * @param tensors tensors by the names of a detector
 * @param missing names of a detector's encoder that the checkpoint lacks, but for output norms
 * @param resized names of a detector whose tables were resized
 * @param others names of the checkpoint that are not the encoder's
 * @param origins names of output norms in the checkpoint by ours
 */
record BackboneImport(
    ImportedModel model,
    Map<String, StoredTensor> tensors,
    List<String> missing,
    List<String> resized,
    List<String> others,
    Map<String, String> origins) {

  private static final String NORM = "norm.";

  /**
   * Reads the encoder.
   *
   * @param file the checkpoint
   * @param known its configuration, if something tells
   * @param options how it is read; never strict, that is for the whole detector
   * @throws IOException if it holds no known encoder, or not one that fits the options
   */
  static BackboneImport read(TensorFile file, Optional<ModelConfig> known, ImportOptions options)
      throws IOException {
    ImportOptions lenient = options.withStrict(false);
    ImportedModel model =
        known.isPresent()
            ? CheckpointImporter.read(file, known.get(), lenient)
            : CheckpointImporter.read(file, lenient);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    boolean detector = model.layout().detector();
    Names body = Names.of(model);
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              Optional<String> ours = body.ours(name);
              if (ours.isPresent()) {
                tensors.put(ours.get(), tensor);
              } else {
                others.add(name);
              }
            });
    LoadReport report = model.report();
    Map<String, String> norms = detector ? outputNorms(file, report.notLoaded()) : Map.of();
    Map<String, StoredTensor> all = EncoderNames.of(file).tensors();
    norms.forEach((theirs, ours) -> tensors.put(ours, all.get(theirs)));
    report.notLoaded().stream().filter(name -> !norms.containsKey(name)).forEach(others::add);
    Map<String, String> origins = new LinkedHashMap<>();
    norms.forEach((theirs, ours) -> origins.put(ours, theirs));
    return new BackboneImport(
        model, tensors, body.ours(report.missing()), body.ours(report.resized()), others, origins);
  }

  /**
   * Takes the encoder of a detector of ours, whose names need no translation.
   *
   * @param file the detector's file
   * @param known its configuration
   */
  static BackboneImport own(TensorFile file, DetectorConfig known) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(DetectorTensors.BACKBONE)) {
                tensors.put(name, tensor);
              } else {
                others.add(name);
              }
            });
    ModelConfig encoder = known.encoderModel();
    LoadReport clean = new LoadReport(List.of(), List.of(), List.of(), List.of());
    return new BackboneImport(
        new ImportedModel(EncoderLayout.ours(encoder.kind()), encoder, Map.of(), clean),
        tensors,
        List.of(),
        List.of(),
        others,
        Map.of());
  }

  /** Finds the norms behind all stages but the last, which the encoder's importer leaves. */
  private static Map<String, String> outputNorms(TensorFile file, List<String> names) {
    String backbone = DetectedLayout.find(file).map(found -> found.layout().prefix()).orElse("");
    NameMap map = new NameMap();
    map.add(DetectorTensors.BACKBONE + "norm{i}.{p}", backbone + "norm{i}.{p}");
    Map<String, String> norms = new LinkedHashMap<>();
    for (String name : names) {
      map.toOurs(name).ifPresent(place -> norms.put(name, place.name()));
    }
    return norms;
  }

  /**
   * A detector's names for the tensors of a model.
   *
   * @param prefix what stands before the encoder's names
   * @param body names of a detector's encoder
   * @param last what stands in place of the last norm; null if it is left out
   */
  private record Names(String prefix, Set<String> body, String last) {

    static Names of(ImportedModel model) {
      EncoderConfig encoder = model.config().encoder();
      return new Names(
          model.config().encoderPrefix(),
          Backbones.shapes(Backbones.newEncoder(encoder, EncoderUse.PYRAMID)).keySet(),
          model.layout().detector() ? "norm" + (encoder.stages() - 1) + "." : null);
    }

    /** Empty for what is not the encoder's. */
    Optional<String> ours(String name) {
      String inside = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
      if (body.contains(inside)) {
        return Optional.of(DetectorTensors.BACKBONE + inside);
      }
      return last != null && inside.startsWith(NORM)
          ? Optional.of(DetectorTensors.BACKBONE + last + inside.substring(NORM.length()))
          : Optional.empty();
    }

    List<String> ours(List<String> names) {
      return names.stream().flatMap(name -> ours(name).stream()).toList();
    }
  }
}
