package io.greenmim.checkpoint;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.GridSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns published checkpoints into models of ours.
 *
 * <p>Only names and shapes are looked at; tensors are read, and converted, when somebody asks for
 * them, so the file must stay where it is until then.
 */
public final class CheckpointImporter {

  private static final int RGB = 3;
  private static final String ENCODER = "encoder.";
  private static final String EMBED = "decoder_embed.";

  private final DetectedLayout detected;
  private final ImportOptions options;
  private final SourceTensors source;
  private final EncoderConfig own;
  private final ModelConfig config;
  private final List<String> missing = new ArrayList<>();
  private final List<String> resized = new ArrayList<>();

  private CheckpointImporter(
      DetectedLayout detected,
      ImportOptions options,
      SourceTensors source,
      EncoderConfig own,
      ModelConfig config) {
    this.detected = detected;
    this.options = options;
    this.source = source;
    this.own = own;
    this.config = config;
  }

  /**
   * Reads a checkpoint whose architecture its shapes tell, or its header if it is a file of ours.
   *
   * @param file the checkpoint
   * @param options how it is read
   * @return the model
   * @throws IOException if the layout is unknown, the shapes do not fit together or the target, or
   *     the options are strict and the report is not clean; the message is one line
   * @throws IllegalArgumentException if there is no variant of the target's name
   */
  public static ImportedModel read(TensorFile file, ImportOptions options) throws IOException {
    return read(DetectedLayout.detect(file), HeaderConfig.MODEL.read(file), options);
  }

  /**
   * Reads a checkpoint of a known model.
   *
   * @param file the checkpoint
   * @param known configuration of the model in it
   * @param options how it is read
   * @return the model
   * @throws IOException if the layout is unknown, the tensors do not fit the configuration or the
   *     target, or the options are strict and the report is not clean; the message is one line
   * @throws IllegalArgumentException if there is no variant of the target's name
   */
  public static ImportedModel read(TensorFile file, ModelConfig known, ImportOptions options)
      throws IOException {
    return read(DetectedLayout.detect(file, known), Optional.of(known), options);
  }

  /**
   * Reads a checkpoint whose layout is known.
   *
   * @param detected the checkpoint
   * @param known configuration of the model in it; empty for what its shapes tell
   * @param options how it is read
   * @return the model
   * @throws IOException if the tensors do not fit the configuration or the target, or the options
   *     are strict and the report is not clean; the message is one line
   * @throws IllegalArgumentException if there is no variant of the target's name
   */
  public static ImportedModel read(
      DetectedLayout detected, Optional<ModelConfig> known, ImportOptions options)
      throws IOException {
    SourceTensors source =
        (options.mergeOrder() == null ? detected : detected.withMergeOrder(options.mergeOrder()))
            .source();
    ModelConfig own =
        known.isPresent()
            ? known.get()
            : CheckpointArchitecture.inferred(
                detected, source, options.images(), options.target() != null);
    ModelConfig config =
        options.target() == null ? own : CheckpointArchitecture.retarget(detected, own, options);
    return new CheckpointImporter(detected, options, source, own.encoder(), config).read();
  }

  /** Turns a name of a model into the one in full, with the encoder under {@code encoder.}. */
  static String fullName(ModelConfig config, String name) {
    boolean head = config.head() instanceof ClassifierConfig && name.startsWith("head.");
    return config.encoderPrefix().isEmpty() && !head ? ENCODER + name : name;
  }

  private FamilyLayouts family() {
    return Backbones.family(own.family()).layouts();
  }

  private Path path() {
    return detected.file().path();
  }

  private ImportedModel read() throws IOException {
    Map<String, StoredTensor> found = new LinkedHashMap<>(source.tensors());
    addIdentityEmbedding(found);
    if (!options.pixels().equals(InputPixels.OURS)) {
      repaint(found);
    }
    Map<String, StoredTensor> leftOut = family().leftOut(config.encoder(), detected.layout());
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> expected : Backbones.shapes(config).entrySet()) {
      String name = expected.getKey();
      String full = fullName(config, name);
      StoredTensor tensor = found.containsKey(full) ? found.remove(full) : leftOut.get(full);
      if (tensor == null) {
        missing.add(name);
      } else {
        tensors.put(name, fitted(name, full, tensor, expected.getValue()));
      }
    }
    Map<String, StoredTensor> unexpected = new LinkedHashMap<>(source.unexpected());
    found.forEach((full, tensor) -> unexpected.put(source.origin(full), tensor));
    refuseOtherNetworks(unexpected);
    List<String> notLoaded = new ArrayList<>(detected.names().others());
    notLoaded.addAll(source.notLoaded());
    LoadReport report =
        new LoadReport(missing, List.copyOf(unexpected.keySet()), resized, notLoaded);
    if (options.strict() && !report.clean()) {
      throw new IOException(
          "%s: expected exactly the tensors of %s; %s"
              .formatted(path(), config.variant(), report.summary()));
    }
    return new ImportedModel(detected.layout(), config, tensors, report);
  }

  /** Weights in the body of an encoder that ours has not are another network, not a surplus. */
  private void refuseOtherNetworks(Map<String, StoredTensor> unexpected) throws IOException {
    String prefix = detected.layout().prefix();
    for (Map.Entry<String, StoredTensor> entry : unexpected.entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().type().floating()
          && name.startsWith(prefix)
          && detected.family().inside().matcher(name.substring(prefix.length())).matches()) {
        throw new IOException(
            "%s: expected the weights of %s, got also %s %s: another network, which is not built"
                .formatted(
                    path(), config.variant(), Printable.of(name), entry.getValue().describe()));
      }
    }
  }

  /** Turns the first weight to our pixels; one that is missing or misshapen is reported later. */
  private void repaint(Map<String, StoredTensor> found) throws IOException {
    String name = ENCODER + detected.family().pixelWeight();
    StoredTensor weight = found.get(name);
    if (weight != null && weight.type().floating() && weight.shape().size() == 4) {
      if (weight.shape().get(1) != RGB) {
        throw new IOException(
            "%s: %s: expected weights for three channels of colour, got %s"
                .formatted(path(), source.label(name), weight.describe()));
      }
      found.put(name, options.pixels().repainted(weight));
    }
  }

  /** Old checkpoints leave the decoder's embedding out where the widths are equal. */
  private void addIdentityEmbedding(Map<String, StoredTensor> found) {
    if (!(config.head() instanceof MimConfig mim)
        || mim.decoderDim() != config.encoder().featureDim()
        || found.containsKey(EMBED + "weight")
        || found.containsKey(EMBED + "bias")) {
      return;
    }
    int dim = mim.decoderDim();
    float[] identity = new float[dim * dim];
    for (int i = 0; i < dim; i++) {
      identity[i * dim + i] = 1;
    }
    found.put(EMBED + "weight", MemoryTensor.of(identity, List.of((long) dim, (long) dim)));
    found.put(EMBED + "bias", MemoryTensor.of(new float[dim], List.of((long) dim)));
  }

  private StoredTensor fitted(String name, String full, StoredTensor tensor, List<Long> expected)
      throws IOException {
    if (!tensor.type().floating()) {
      throw new IOException(
          "%s: %s: expected floating-point numbers, got %s"
              .formatted(path(), source.label(full), tensor.describe()));
    }
    List<Long> shape = tensor.shape();
    if (shape.equals(expected)) {
      return family().converted(full, tensor, own, config.encoder());
    }
    if (isFirst(full, shape, expected)) {
      resized.add(name);
      return ChannelFit.mean(tensor, config.encoder().inChannels());
    }
    Optional<GridSize> from = family().table(full, own);
    Optional<GridSize> to = family().table(full, config.encoder());
    if (options.target() != null
        && from.isPresent()
        && to.isPresent()
        && shape.equals(List.of(from.get().cells(), expected.get(1)))) {
      resized.add(name);
      return resized(full, tensor, from.get(), to.get());
    }
    throw new IOException(
        "%s: %s: expected a shape of %s, got %s"
            .formatted(path(), source.label(full), expected, tensor.describe()));
  }

  /** Whether a tensor is the weight that the pixels meet, of other channels. */
  private boolean isFirst(String full, List<Long> shape, List<Long> expected) {
    return own.inChannels() != config.encoder().inChannels()
        && full.equals(ENCODER + family().pixelWeight())
        && shape.size() == 4
        && shape.get(1) == own.inChannels()
        && shape.get(0).equals(expected.get(0))
        && shape.subList(2, 4).equals(expected.subList(2, 4));
  }

  private StoredTensor resized(String full, StoredTensor tensor, GridSize from, GridSize to)
      throws IOException {
    try {
      return options.tableResize().resized(tensor, from, to);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: %s: cannot be resized from %s x %s to %s x %s positions: %s"
              .formatted(
                  path(),
                  source.label(full),
                  from.height(),
                  from.width(),
                  to.height(),
                  to.width(),
                  e.getMessage()),
          e);
    }
  }
}
