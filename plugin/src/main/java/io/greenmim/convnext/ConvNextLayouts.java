package io.greenmim.convnext;

import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints that others published of ConvNeXt V2. */
final class ConvNextLayouts implements FamilyLayouts {

  private static final String ENCODER = "encoder.";
  private static final String STEM = "downsample_layers.0.0.weight";
  private static final String TIMM_STEM = "stem.0.weight";

  private static final Map<String, Pattern> EMBEDDINGS =
      Map.of(
          STEM,
          Pattern.compile("(?<![^.])stages\\.\\d{1,4}\\.\\d{1,4}\\.(?:dwconv|grn)\\."),
          TIMM_STEM,
          Pattern.compile("(?<![^.])stages\\.\\d{1,4}\\.blocks\\.\\d{1,4}\\.conv_dw\\."));

  private static final Pattern INSIDE = Pattern.compile("(?:downsample_layers|stages|stem)\\..*");
  private static final Pattern BLOCK =
      Pattern.compile("encoder\\.stages\\.(\\d{1,4})\\.(\\d{1,4})\\..*");

  /** What a sparse convolution keeps in its own form. */
  private static final Pattern SPARSE =
      Pattern.compile(
          "encoder\\.(?:stages\\.\\d+\\.\\d+\\.dwconv|downsample_layers\\.[1-9]\\d*\\.1)\\..*");

  /** Matrices that some layouts keep as convolutions of one token. */
  private static final Pattern HEAD_MATRIX = Pattern.compile("(?:proj|pred)\\.weight");

  private static final Pattern BLOCK_MATRIX = Pattern.compile(".*\\.pwconv[12]\\.weight");

  @Override
  public Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    for (ConvNextLayout layout : ConvNextLayout.values()) {
      titles.put(layout.id(), layout.title());
    }
    return titles;
  }

  @Override
  public List<String> targets() {
    return Arrays.stream(ConvNextLayout.values()).map(ConvNextLayout::id).toList();
  }

  @Override
  public Map<String, Pattern> embeddings() {
    return EMBEDDINGS;
  }

  @Override
  public String ownPrefix(Set<String> names, String root, String embedding) {
    return EncoderLayout.maskedPrefix(names, root);
  }

  @Override
  public Optional<EncoderLayout> find(Set<String> names, TensorFile file) {
    for (String prefix : List.of("", ENCODER)) {
      ConvNextLayout layout = null;
      if (names.contains(prefix + STEM)) {
        if (names.contains(prefix + "stages.0.0.dwconv.kernel")) {
          layout = ConvNextLayout.FCMAE;
        } else if (names.contains(prefix + "stages.0.0.grn.gamma")) {
          layout = ConvNextLayout.CONVNEXT_V2;
        }
      } else if (names.contains(prefix + TIMM_STEM)
          && names.contains(prefix + "stages.0.blocks.0.mlp.grn.weight")) {
        StoredTensor matrix = file.tensors().get(prefix + "stages.0.blocks.0.mlp.fc1.weight");
        layout =
            matrix != null && matrix.shape().size() == 4
                ? ConvNextLayout.TIMM_CONVOLUTIONS
                : ConvNextLayout.TIMM;
      }
      if (layout != null) {
        return Optional.of(layout.of(EncoderLayout.kind(names, layout.head()), prefix));
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> unsupported(Set<String> names) {
    if (names.contains("stages.0.0.gamma") || names.contains("stages.0.blocks.0.gamma")) {
      return Optional.of("ConvNeXt V1");
    }
    // V1 may be trained without layer scale.
    return Stream.of("", ENCODER)
            .anyMatch(
                prefix ->
                    names.contains(prefix + "stages.0.0.dwconv.weight")
                        || names.contains(prefix + "stages.0.blocks.0.conv_dw.weight"))
        ? Optional.of("a ConvNeXt without the response norms (grn) of V2")
        : Optional.empty();
  }

  @Override
  public StoredTensor toOurs(String name, StoredTensor tensor, EncoderLayout layout) {
    List<Long> shape = tensor.shape();
    int axes = shape.size();
    if (axes == 0) {
      return tensor;
    }
    long last = shape.get(axes - 1);
    if (name.contains(".grn.")) {
      return last == tensor.elements() ? KernelOrder.reshaped(tensor, 1L, 1L, 1L, last) : tensor;
    }
    if (SPARSE.matcher(name).matches()) {
      if (name.endsWith(".bias")) {
        return axes == 2 && shape.get(0) == 1 ? KernelOrder.reshaped(tensor, last) : tensor;
      }
      return (axes == 2 || axes == 3) && KernelOrder.isSquare(tensor)
          ? KernelOrder.toOurs(tensor)
          : tensor;
    }
    boolean one = axes == 4 && last == 1 && shape.get(2) == 1;
    if (one && (BLOCK_MATRIX.matcher(name).matches() || HEAD_MATRIX.matcher(name).matches())) {
      return KernelOrder.reshaped(tensor, shape.get(0), shape.get(1));
    }
    return one && name.equals("mask_token")
        ? KernelOrder.reshaped(tensor, 1L, 1L, shape.get(1))
        : tensor;
  }

  @Override
  public StoredTensor toTheirs(String name, StoredTensor tensor, EncoderLayout layout) {
    List<Long> shape = tensor.shape();
    boolean raw = layout.id().equals(ConvNextLayout.FCMAE.id());
    boolean convolutions = layout.id().equals(ConvNextLayout.TIMM_CONVOLUTIONS.id());
    if (raw && SPARSE.matcher(name).matches()) {
      return name.endsWith(".bias")
          ? KernelOrder.reshaped(tensor, 1L, shape.get(0))
          : KernelOrder.toTheirs(tensor, name.contains(".dwconv."));
    }
    if (name.startsWith(ENCODER) && name.contains(".grn.")) {
      if (raw) {
        return KernelOrder.reshaped(tensor, 1L, tensor.elements());
      }
      return layout.id().equals(ConvNextLayout.CONVNEXT_V2.id())
          ? tensor
          : KernelOrder.reshaped(tensor, tensor.elements());
    }
    boolean matrix =
        (layout.kind() == ModelKind.FCMAE && HEAD_MATRIX.matcher(name).matches())
            || (convolutions && name.startsWith(ENCODER) && BLOCK_MATRIX.matcher(name).matches());
    if (matrix) {
      return KernelOrder.reshaped(tensor, shape.get(0), shape.get(1), 1L, 1L);
    }
    return layout.kind() == ModelKind.FCMAE && name.equals("mask_token")
        ? KernelOrder.reshaped(tensor, 1L, shape.get(2), 1L, 1L)
        : tensor;
  }

  /** The published pre-training has none; fine-tuning begins with these values. */
  @Override
  public Map<String, StoredTensor> leftOut(EncoderConfig config, EncoderLayout layout) {
    if (layout.kind() == ModelKind.CLASSIFIER) {
      return Map.of();
    }
    float[] ones = new float[config.featureDim()];
    Arrays.fill(ones, 1);
    List<Long> shape = List.of((long) ones.length);
    return Map.of(
        "encoder.norm.weight", MemoryTensor.of(ones, shape),
        "encoder.norm.bias", MemoryTensor.of(new float[ones.length], shape));
  }

  @Override
  public Pattern inside() {
    return INSIDE;
  }

  @Override
  public String pixelWeight() {
    return STEM;
  }

  @Override
  public EncoderConfig infer(SourceTensors source) throws IOException {
    List<Integer> depths = source.depths(BLOCK);
    List<Integer> dims = new ArrayList<>();
    for (int stage = 0; stage < depths.size(); stage++) {
      dims.add(source.side("encoder.stages.%s.0.dwconv.weight".formatted(stage), 0, 4));
    }
    int hidden = source.side("encoder.stages.0.0.pwconv1.weight", 0, 2);
    ConvNextConfig usual = (ConvNextConfig) new ConvNextFamily().variants().get(0).encoder();
    return new ConvNextConfig(
        usual.imageSize(),
        source.side(ENCODER + STEM, 2, 4),
        source.side(ENCODER + STEM, 1, 4),
        dims,
        depths,
        source.side("encoder.stages.0.0.dwconv.weight", 2, 4),
        SourceTensors.ratio(hidden, dims.get(0)),
        0,
        ConvNextConfig.EPS,
        ConvNextConfig.EPS,
        null);
  }

  @Override
  public String variant(EncoderConfig config) {
    for (Variant variant : new ConvNextFamily().variants()) {
      if (body(variant.encoder()).equals(body(config))) {
        return variant.name();
      }
    }
    return ConvNextFamily.nameOf(config.embedDim());
  }

  @Override
  public String body(EncoderConfig config) {
    ConvNextConfig own = (ConvNextConfig) config;
    return "patch %s, channels %s, depths %s, kernel %s, mlp ratio %s"
        .formatted(own.patchSize(), own.dims(), own.depths(), own.kernel(), own.mlpRatio());
  }

  @Override
  public EncoderLayout target(String id, ModelKind kind, EncoderConfig encoder) {
    for (ConvNextLayout layout : ConvNextLayout.values()) {
      if (layout.id().equals(id)) {
        boolean small = layout == ConvNextLayout.TIMM && ConvNextFamily.convolves(encoder);
        return (small ? ConvNextLayout.TIMM_CONVOLUTIONS : layout)
            .of(kind, kind.masked() ? ENCODER : "");
      }
    }
    return FamilyLayouts.super.target(id, kind, encoder);
  }
}
