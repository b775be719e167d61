package io.greenmim.checkpoint;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns published checkpoints into models of ours.
 *
 * <p>Only names and shapes are looked at; tensors are read, and converted, when somebody asks for
 * them, so the file must stay where it is until then.
 */
public final class CheckpointImporter {

  private static final String EMBEDDING = "encoder.patch_embed.proj.weight";
  private static final int RGB = 3;
  private static final String EMBED = "decoder_embed.weight";
  private static final Pattern BODY =
      Pattern.compile(
          "(?:encoder\\.)?(?:layers|stages)[._]\\d+\\.(?:blocks\\.\\d+|downsample)\\..*"
              + "|(?:embeddings\\.)?patch_embed.*|features\\.\\d+\\..*");
  private static final String TABLE = ".attn.relative_position_bias_table";

  private final TensorFile file;
  private final ImportOptions options;
  private final SourceTensors source;
  private final ModelConfig config;
  private final List<String> missing = new ArrayList<>();
  private final List<String> resized = new ArrayList<>();

  private CheckpointImporter(
      TensorFile file, ImportOptions options, SourceTensors source, ModelConfig config) {
    this.file = file;
    this.options = options;
    this.source = source;
    this.config = config;
  }

  /**
   * Reads a checkpoint whose architecture its shapes tell, or its header if it is a file of ours.
   *
   * @param file the checkpoint
   * @param options how it is read
   * @return the model
   * @throws IOException if the layout is unknown or one of Twins, the shapes do not fit together or
   *     the target, or the options are strict and the report is not clean; the message is one line
   * @throws IllegalArgumentException if there is no variant of the target's name
   */
  public static ImportedModel read(TensorFile file, ImportOptions options) throws IOException {
    return read(file, HeaderConfig.MODEL.read(file), options);
  }

  /**
   * Reads a checkpoint of a known model.
   *
   * @param file the checkpoint
   * @param known configuration of the model in it
   * @param options how it is read
   * @return the model
   * @throws IOException if the layout is unknown or one of Twins, the tensors do not fit the
   *     configuration or the target, or the options are strict and the report is not clean; the
   *     message is one line
   * @throws IllegalArgumentException if there is no variant of the target's name
   */
  public static ImportedModel read(TensorFile file, ModelConfig known, ImportOptions options)
      throws IOException {
    return read(file, Optional.of(known), options);
  }

  private static ImportedModel read(
      TensorFile file, Optional<ModelConfig> known, ImportOptions options) throws IOException {
    DetectedLayout detected = LayoutDetector.detect(file);
    if (detected.layout().twins()) {
      throw new IOException(
          "%s: expected a Swin checkpoint, got %s with %s, which is not built yet"
              .formatted(
                  file.path(),
                  detected.layout().title(),
                  TwinsArchitecture.of(file, detected).describe()));
    }
    MergeOrder order =
        options.mergeOrder() == null ? detected.mergeOrder(file) : options.mergeOrder();
    SourceTensors source = SourceTensors.of(file, detected, order);
    ModelConfig own = known.isPresent() ? known.get() : SwinShapes.infer(source);
    ModelConfig config = options.target() == null ? own : retarget(file, own, options);
    return new CheckpointImporter(file, options, source, config).read();
  }

  /** Gives a model the window and image size of a variant with the same body. */
  private static ModelConfig retarget(TensorFile file, ModelConfig own, ImportOptions options)
      throws IOException {
    SwinConfig encoder = (SwinConfig) own.encoder();
    String target = options.target();
    SwinConfig variant =
        (SwinConfig)
            (options.architecture() == null
                ? Backbones.variant(target).encoder()
                : options.architecture());
    if (!VariantNames.sameBody(variant, encoder)) {
      throw new IOException(
          "%s: expected the architecture of %s (%s), got %s"
              .formatted(
                  file.path(), target, VariantNames.body(variant), VariantNames.body(encoder)));
    }
    SwinConfig resized =
        new SwinConfig(
            variant.imageSize(),
            encoder.patchSize(),
            encoder.inChannels(),
            encoder.embedDim(),
            encoder.depths(),
            encoder.heads(),
            variant.window(),
            encoder.mlpRatio(),
            encoder.dropPath(),
            encoder.layerNormEps());
    return own.withEncoder(target, resized);
  }

  private ImportedModel read() throws IOException {
    Map<String, StoredTensor> found = new LinkedHashMap<>(source.tensors());
    addIdentityEmbedding(found);
    if (!options.pixels().equals(InputPixels.OURS)) {
      repaint(found);
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> expected : Backbones.shapes(config).entrySet()) {
      String name = expected.getKey();
      String full = ModelTensors.fullName(config, name);
      StoredTensor tensor = found.remove(full);
      if (tensor == null) {
        missing.add(name);
      } else {
        tensors.put(name, fitted(name, full, tensor, expected.getValue()));
      }
    }
    Map<String, StoredTensor> unexpected = new LinkedHashMap<>(source.unexpected());
    found.forEach((full, tensor) -> unexpected.put(source.origin(full), tensor));
    refuseOtherNetworks(unexpected);
    LoadReport report =
        new LoadReport(missing, List.copyOf(unexpected.keySet()), resized, source.notLoaded());
    if (options.strict() && !report.clean()) {
      throw new IOException(
          "%s: expected exactly the tensors of %s; %s"
              .formatted(file.path(), config.variant(), report.summary()));
    }
    return new ImportedModel(source.detected().layout(), config, tensors, report);
  }

  /** Weights in the body of an encoder that ours has not are another network, not a surplus. */
  private void refuseOtherNetworks(Map<String, StoredTensor> unexpected) throws IOException {
    String prefix = source.detected().prefix();
    for (Map.Entry<String, StoredTensor> entry : unexpected.entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().type().floating()
          && name.startsWith(prefix)
          && BODY.matcher(name.substring(prefix.length())).matches()) {
        throw new IOException(
            "%s: expected the weights of %s, got also %s %s: another network, which is not built"
                .formatted(
                    file.path(),
                    config.variant(),
                    Printable.of(name),
                    entry.getValue().describe()));
      }
    }
  }

  /** Turns the first weight to our pixels; one that is missing or misshapen is reported later. */
  private void repaint(Map<String, StoredTensor> found) throws IOException {
    StoredTensor weight = found.get(EMBEDDING);
    if (weight != null && weight.type().floating() && weight.shape().size() == 4) {
      if (weight.shape().get(1) != RGB) {
        throw new IOException(
            "%s: %s: expected weights for three channels of colour, got %s"
                .formatted(file.path(), source.label(EMBEDDING), weight.describe()));
      }
      found.put(EMBEDDING, new RepaintedTensor(weight, options.pixels()));
    }
  }

  /** Old checkpoints leave the decoder's embedding out where the widths are equal. */
  private void addIdentityEmbedding(Map<String, StoredTensor> found) {
    if (!(config.head() instanceof MimConfig mim)
        || mim.decoderDim() != config.encoder().featureDim()
        || found.containsKey(EMBED)
        || found.containsKey("decoder_embed.bias")) {
      return;
    }
    int dim = mim.decoderDim();
    float[] identity = new float[dim * dim];
    for (int i = 0; i < dim; i++) {
      identity[i * dim + i] = 1;
    }
    found.put(EMBED, MemoryTensor.of(identity, List.of((long) dim, (long) dim)));
    found.put("decoder_embed.bias", MemoryTensor.of(new float[dim], List.of((long) dim)));
  }

  private StoredTensor fitted(String name, String full, StoredTensor tensor, List<Long> expected)
      throws IOException {
    if (!tensor.type().floating()) {
      throw new IOException(
          "%s: %s: expected floating-point numbers, got %s"
              .formatted(file.path(), source.label(full), tensor.describe()));
    }
    List<Long> shape = tensor.shape();
    if (shape.equals(expected)) {
      return tensor;
    }
    if (options.target() != null && name.endsWith(TABLE) && sameHeads(shape, expected)) {
      int from = side(shape.get(0));
      if ((long) from * from == shape.get(0)) {
        resized.add(name);
        return resized(full, tensor, from, side(expected.get(0)));
      }
    }
    throw new IOException(
        "%s: %s: expected %s, got %s"
            .formatted(
                file.path(), source.label(full), "a shape of " + expected, tensor.describe()));
  }

  private static boolean sameHeads(List<Long> shape, List<Long> expected) {
    return shape.size() == 2 && shape.get(0) > 0 && shape.get(1).equals(expected.get(1));
  }

  private static int side(long rows) {
    return (int) Math.round(Math.sqrt((double) rows));
  }

  private StoredTensor resized(String full, StoredTensor tensor, int from, int to)
      throws IOException {
    try {
      return new ResizedTable(tensor, options.tableResize().weights(from, to));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: %s: cannot be resized from %s to %s positions a side: %s"
              .formatted(file.path(), source.label(full), from, to, e.getMessage()),
          e);
    }
  }
}
