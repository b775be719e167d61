package io.greenmim.detect.weights;

import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.EncoderNames;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.NameMap;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Swin encoder of any checkpoint as the backbone of a detector.
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
   * @throws IOException if it holds no Swin encoder, or not one that fits the options
   */
  static BackboneImport read(TensorFile file, Optional<ModelConfig> known, ImportOptions options)
      throws IOException {
    ImportOptions lenient = options.withStrict(false);
    ImportedModel model =
        known.isPresent()
            ? CheckpointImporter.read(file, known.get(), lenient)
            : CheckpointImporter.read(file, lenient);
    String prefix = model.config().encoderPrefix();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    boolean detector = model.layout().detector();
    EncoderConfig encoder = model.config().encoder();
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              Optional<String> ours = name(name, prefix, encoder, detector);
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
        model,
        tensors,
        names(report.missing(), prefix, encoder, detector),
        names(report.resized(), prefix, encoder, detector),
        others,
        origins);
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

  private static List<String> names(
      List<String> names, String prefix, EncoderConfig encoder, boolean detector) {
    return names.stream().flatMap(name -> name(name, prefix, encoder, detector).stream()).toList();
  }

  /** A detector's name for a tensor of a model; empty if it is not the encoder's. */
  private static Optional<String> name(
      String name, String prefix, EncoderConfig encoder, boolean detector) {
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    String inside = name.substring(prefix.length());
    if (inside.startsWith(NORM)) {
      String last = "norm" + (encoder.stages() - 1) + ".";
      return detector
          ? Optional.of(DetectorTensors.BACKBONE + last + inside.substring(NORM.length()))
          : Optional.empty();
    }
    boolean body = inside.startsWith("patch_embed.") || inside.startsWith("layers.");
    return body ? Optional.of(DetectorTensors.BACKBONE + inside) : Optional.empty();
  }
}
