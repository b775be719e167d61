package io.greenmim.swin;

import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.GridSize;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.HuggingFaceForm;
import io.greenmim.layout.MergeOrder;
import io.greenmim.layout.RunArguments;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checkpoints that others published of Swin Transformers. */
final class SwinLayouts implements FamilyLayouts {

  private static final String ENCODER = "encoder.";
  private static final String BACKBONE = "backbone.";
  private static final String BOTTOM_UP = "backbone.bottom_up.";
  private static final String TRANSFORMERS = "swin.";
  private static final List<SwinLayout> TARGETS =
      List.of(SwinLayout.MICROSOFT, SwinLayout.TIMM, SwinLayout.HUGGINGFACE);

  private static final Map<String, Pattern> EMBEDDINGS =
      Map.of(
          "patch_embed.proj.weight",
          Pattern.compile("(?<![^.])layers[._]\\d{1,4}\\.blocks\\."),
          "patch_embed.projection.weight",
          Pattern.compile("(?<![^.])stages\\.\\d{1,4}\\.blocks\\."),
          "embeddings.patch_embeddings.projection.weight",
          Pattern.compile("(?<![^.])encoder\\.layers\\.\\d{1,4}\\.blocks\\."),
          "features.0.0.weight",
          Pattern.compile("(?<![^.])features\\.1\\.\\d{1,4}\\.attn\\."));

  /** What stands beside or in the backbone of a detector or a segmenter. */
  private static final Pattern DETECTOR =
      Pattern.compile(
          "(?:neck|rpn_head|roi_head|bbox_head|mask_head|decode_head|auxiliary_head)\\..*"
              + "|backbone\\.norm\\d{1,4}\\.(?:weight|bias)");

  private static final Pattern DERIVED =
      Pattern.compile(
          "(?:.*\\.)?(?:relative_position_index|attn_mask|relative_coords_table)"
              + "|(?:encoder\\.)?decoder_pos_embed");
  private static final Pattern MERGED =
      Pattern.compile("encoder\\.layers\\.\\d+\\.downsample\\.(?:reduction\\.weight|norm\\..*)");
  private static final Pattern TABLE =
      Pattern.compile(
          "encoder\\.layers\\.(\\d{1,4})\\.blocks\\.\\d{1,4}\\.attn\\.relative_position_bias_table");

  private static final Pattern ABSOLUTE =
      Pattern.compile("(?:.*\\.)?(?:absolute_pos_embed|embeddings\\.position_embeddings)");
  private static final Pattern INSIDE =
      Pattern.compile(
          "(?:encoder\\.)?(?:layers|stages)[._]\\d+\\.(?:blocks\\.\\d+|downsample)\\..*"
              + "|(?:embeddings\\.)?patch_embed.*|features\\.\\d+\\..*");

  @Override
  public Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    for (SwinLayout layout : SwinLayout.values()) {
      titles.put(layout.id(), layout.title());
    }
    return titles;
  }

  @Override
  public List<String> targets() {
    return TARGETS.stream().map(SwinLayout::id).toList();
  }

  @Override
  public Map<String, Pattern> embeddings() {
    return EMBEDDINGS;
  }

  @Override
  public String ownPrefix(Set<String> names, String root, String embedding) {
    return switch (embedding) {
      case "patch_embed.projection.weight" -> ends(root, BACKBONE) ? BACKBONE : "";
      case "embeddings.patch_embeddings.projection.weight" ->
          ends(root, TRANSFORMERS) ? TRANSFORMERS : "";
      case "patch_embed.proj.weight" -> {
        if (ends(root, BOTTOM_UP)) {
          yield BOTTOM_UP;
        }
        if (EncoderLayout.standsBeside(names, root, BACKBONE, DETECTOR)) {
          yield BACKBONE;
        }
        yield EncoderLayout.maskedPrefix(names, root);
      }
      default -> "";
    };
  }

  private static boolean ends(String name, String end) {
    return name.equals(end) || name.endsWith("." + end);
  }

  @Override
  public Optional<EncoderLayout> find(Set<String> names, TensorFile file) {
    return new SwinLayoutFinder(names, toldOrder(file)).find();
  }

  @Override
  public Optional<String> unsupported(Set<String> names) {
    return names.stream()
            .anyMatch(name -> name.endsWith(".logit_scale") || name.contains(".cpb_mlp."))
        ? Optional.of("Swin Transformer V2")
        : Optional.empty();
  }

  /**
   * GreenMIM's code merged row by row while the names of its models ended in {@code dec5121b1}, and
   * as Swin does since they end in {@code dec512b1}.
   */
  @Override
  public Optional<MergeOrder> toldOrder(TensorFile file) {
    return RunArguments.model(file)
        .flatMap(
            name -> {
              if (name.endsWith("dec5121b1")) {
                return Optional.of(MergeOrder.ROW);
              }
              return name.endsWith("dec512b1") ? Optional.of(MergeOrder.COLUMN) : Optional.empty();
            });
  }

  @Override
  public Optional<String> merging(EncoderLayout layout, TensorFile file, String prefix) {
    String order = layout.mergeOrder().name().toLowerCase(Locale.ROOT);
    if (toldOrder(file).isPresent()) {
      return Optional.of(order + ", by the arguments of its run");
    }
    boolean green = layout.id().equals(SwinLayout.GREENMIM_SWIN.id()) || prefix.endsWith(ENCODER);
    return Optional.of(green ? order + "; row in the weights that GreenMIM released" : order);
  }

  @Override
  public Pattern derived() {
    return DERIVED;
  }

  @Override
  public StoredTensor toOurs(String name, StoredTensor tensor, EncoderLayout layout) {
    return MERGED.matcher(name).matches() ? layout.mergeOrder().toOurs(tensor) : tensor;
  }

  @Override
  public Optional<GridSize> table(String name, EncoderConfig config) {
    Matcher table = TABLE.matcher(name);
    if (!table.matches()) {
      return Optional.empty();
    }
    GridSize window = ((SwinConfig) config).stageWindow(Integer.parseInt(table.group(1)));
    return Optional.of(new GridSize(2 * window.height() - 1, 2 * window.width() - 1));
  }

  @Override
  public Pattern inside() {
    return INSIDE;
  }

  @Override
  public Optional<String> expectedWithout(String name) {
    return ABSOLUTE.matcher(name).matches()
        ? Optional.of("a Swin without absolute position embedding")
        : Optional.empty();
  }

  @Override
  public EncoderConfig infer(SourceTensors source) throws IOException {
    return SwinShapes.infer(source);
  }

  @Override
  public String variant(EncoderConfig config) {
    SwinConfig swin = (SwinConfig) config;
    String size = "dim" + swin.embedDim();
    for (Variant variant : new SwinFamily().variants()) {
      SwinConfig named = (SwinConfig) variant.encoder();
      if (body(named).equals(body(swin)) && named.inChannels() == swin.inChannels()) {
        if (named.window() == swin.window() && named.imageSize().equals(swin.imageSize())) {
          return variant.name();
        }
        size = variant.size();
      }
    }
    return SwinFamily.nameOf(size, swin.patchSize(), swin.window(), swin.imageSize());
  }

  @Override
  public String body(EncoderConfig config) {
    SwinConfig swin = (SwinConfig) config;
    return "patch %s, channels %s, depths %s, heads %s, mlp ratio %s"
        .formatted(swin.patchSize(), swin.embedDim(), swin.depths(), swin.heads(), swin.mlpRatio());
  }

  @Override
  public String shapes(EncoderConfig config) {
    SwinConfig swin = (SwinConfig) config;
    return "channels %s, depths %s, heads %s, window %s"
        .formatted(swin.embedDim(), swin.depths(), swin.heads(), swin.window());
  }

  @Override
  public EncoderConfig resized(EncoderConfig config, EncoderConfig target) {
    SwinConfig own = (SwinConfig) config;
    return new SwinConfig(
        target.imageSize(),
        own.patchSize(),
        own.inChannels(),
        own.embedDim(),
        own.depths(),
        own.heads(),
        ((SwinConfig) target).window(),
        own.mlpRatio(),
        own.dropPath(),
        own.layerNormEps(),
        own.windowOrder());
  }

  @Override
  public EncoderLayout target(String id, ModelKind kind, EncoderConfig encoder) {
    SwinLayout layout = SwinLayout.valueOf(id.toUpperCase(Locale.ROOT));
    boolean headed = kind == ModelKind.SIMMIM || kind == ModelKind.CLASSIFIER;
    String prefix =
        switch (layout) {
          case HUGGINGFACE -> headed ? TRANSFORMERS : "";
          case MICROSOFT -> kind == ModelKind.SIMMIM ? ENCODER : "";
          default -> "";
        };
    return layout.of(kind, prefix, encoder.stages(), Optional.empty());
  }

  @Override
  public Optional<HuggingFaceForm> huggingFace() {
    return Optional.of(new SwinHuggingFace());
  }
}
