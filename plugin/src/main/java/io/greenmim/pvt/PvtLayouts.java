package io.greenmim.pvt;

import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.MergeOrder;
import io.greenmim.layout.NameMap;
import io.greenmim.layout.SourceTensors;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The checkpoints that others published of Pyramid Vision Transformers v2. */
final class PvtLayouts implements FamilyLayouts {

  private static final String ORIGINAL = "pvt_v2";
  private static final String TIMM = "timm";
  private static final Map<String, String> TITLES = titlesInOrder();

  private static final String ENCODER = "encoder.";
  private static final String BACKBONE = "backbone.";
  private static final String EMBEDDING = "patch_embed1.proj.weight";
  private static final String TIMM_EMBEDDING = "patch_embed.proj.weight";
  private static final String MIXING = "block1.0.mlp.dwconv.dwconv.weight";
  private static final String TIMM_MIXING = "stages.0.blocks.0.mlp.dwconv.weight";

  private static final Map<String, Pattern> EMBEDDINGS =
      Map.of(
          EMBEDDING, Pattern.compile("(?<![^.])block1\\.\\d{1,4}\\."),
          TIMM_EMBEDDING, Pattern.compile("(?<![^.])stages\\.0\\.blocks\\.\\d{1,4}\\."));

  /** What stands beside the backbone of a detector or a segmenter. */
  private static final Pattern DETECTOR =
      Pattern.compile("(?:neck|rpn_head|roi_head|bbox_head|mask_head|decode_head)\\..*");

  private static final Pattern INSIDE =
      Pattern.compile("(?:patch_embed\\d*|block\\d+|norm\\d+|stages)\\..*");

  private static Map<String, String> titlesInOrder() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put(ORIGINAL, "PVT v2 (published code)");
    titles.put(TIMM, "timm PVT v2");
    return titles;
  }

  @Override
  public Map<String, String> titles() {
    return TITLES;
  }

  @Override
  public List<String> targets() {
    return List.copyOf(TITLES.keySet());
  }

  @Override
  public Map<String, Pattern> embeddings() {
    return EMBEDDINGS;
  }

  @Override
  public String ownPrefix(Set<String> names, String root, String embedding) {
    return EncoderLayout.standsBeside(names, root, BACKBONE, DETECTOR)
        ? BACKBONE
        : EncoderLayout.maskedPrefix(names, root);
  }

  @Override
  public Optional<EncoderLayout> find(Set<String> names, TensorFile file) {
    for (String prefix : List.of("", ENCODER, BACKBONE)) {
      boolean detector = prefix.equals(BACKBONE);
      ModelKind kind = detector ? ModelKind.ENCODER : EncoderLayout.kind(names, "head");
      if (names.contains(prefix + EMBEDDING) && names.contains(prefix + MIXING)) {
        return Optional.of(layout(ORIGINAL, kind, prefix, detector));
      }
      if (names.contains(prefix + TIMM_EMBEDDING) && names.contains(prefix + TIMM_MIXING)) {
        return Optional.of(layout(TIMM, kind, prefix, detector));
      }
    }
    return Optional.empty();
  }

  private static EncoderLayout layout(String id, ModelKind kind, String prefix, boolean detector) {
    NameMap names = EncoderLayout.heads(kind, prefix + "mask_token", "", "head");
    if (id.equals(TIMM)) {
      String stage = prefix + "stages.{i}.";
      names
          .add("encoder.patch_embed1.{*}", prefix + "patch_embed.{*}")
          .add("encoder.patch_embed{i+1}.{*}", stage + "downsample.{*}")
          .add("encoder.block{i+1}.{j}.mlp.dwconv.dwconv.{p}", stage + "blocks.{j}.mlp.dwconv.{p}")
          .add("encoder.block{i+1}.{j}.{*}", stage + "blocks.{j}.{*}")
          .add("encoder.norm{i+1}.{p}", stage + "norm.{p}");
    } else {
      names.add("encoder.{*}", prefix + "{*}");
    }
    return new EncoderLayout(
        id,
        TITLES.get(id),
        kind,
        prefix,
        names,
        MergeOrder.COLUMN,
        detector,
        name -> detector && !name.startsWith(prefix));
  }

  @Override
  public Optional<String> unsupported(Set<String> names) {
    if (names.contains(EMBEDDING) && names.contains("pos_embed1")) {
      return Optional.of("Pyramid Vision Transformer v1");
    }
    for (String prefix : List.of("", ENCODER, BACKBONE)) {
      if (names.contains(prefix + "block1.0.attn.kv.weight")) {
        return Optional.of("a PVT v2 without " + prefix + MIXING);
      }
      if (names.contains(prefix + "stages.0.blocks.0.attn.kv.weight")) {
        return Optional.of("a PVT v2 without " + prefix + TIMM_MIXING);
      }
    }
    return Optional.empty();
  }

  @Override
  public Pattern inside() {
    return INSIDE;
  }

  @Override
  public String pixelWeight() {
    return EMBEDDING;
  }

  @Override
  public EncoderConfig infer(SourceTensors source) throws IOException {
    Map<String, StoredTensor> tensors = source.tensors();
    List<Integer> dims = new ArrayList<>();
    List<Integer> depths = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<Integer> sampling = new ArrayList<>();
    boolean linear = false;
    while (tensors.containsKey(embedding(dims.size() + 1))) {
      int stage = dims.size() + 1;
      int channels = source.side(embedding(stage), 0, 4);
      dims.add(channels);
      depths.add(
          source.count(
              Pattern.compile("encoder\\.block%s\\.(\\d{1,4})\\..*".formatted(stage)),
              "blocks of stage " + stage));
      int hidden = source.side(inFirstBlock(stage, "mlp.fc1.weight"), 0, 2);
      ratios.add(SourceTensors.ratio(hidden, channels));
      String reduction = inFirstBlock(stage, "attn.sr.weight");
      boolean reduced = tensors.containsKey(reduction);
      sampling.add(reduced ? source.side(reduction, 2, 4) : 1);
      // Only the linear form has a map of single tokens before its keys.
      linear |= reduced && sampling.get(stage - 1) == 1;
    }
    PvtConfig usual = (PvtConfig) new PvtFamily().variants().get(0).encoder();
    return new PvtConfig(
        usual.imageSize(),
        (source.side(embedding(1), 2, 4) + 1) / 2,
        source.side(embedding(1), 1, 4),
        dims,
        depths,
        heads(dims),
        ratios,
        linear && dims.size() == usual.stages() ? usual.subSampling() : sampling,
        linear,
        0,
        PvtConfig.BLOCK_EPS,
        PvtConfig.EMBEDDING_EPS,
        PvtConfig.EMBEDDING_EPS);
  }

  private static String inFirstBlock(int stage, String name) {
    return "encoder.block%s.0.%s".formatted(stage, name);
  }

  private static String embedding(int stage) {
    return "encoder.patch_embed%s.proj.weight".formatted(stage);
  }

  /** They leave no trace in the shapes: those of the variant, else one for the first stage. */
  private static List<Integer> heads(List<Integer> dims) {
    for (Variant variant : new PvtFamily().variants()) {
      PvtConfig named = (PvtConfig) variant.encoder();
      if (named.dims().equals(dims)) {
        return named.heads();
      }
    }
    return dims.stream().map(dim -> dim % dims.get(0) == 0 ? dim / dims.get(0) : 1).toList();
  }

  @Override
  public String variant(EncoderConfig config) {
    for (Variant variant : new PvtFamily().variants()) {
      if (body(variant.encoder()).equals(body(config))) {
        return variant.name();
      }
    }
    PvtConfig own = (PvtConfig) config;
    return PvtConfig.FAMILY + "_dim" + own.embedDim() + (own.linear() ? "_li" : "");
  }

  @Override
  public String body(EncoderConfig config) {
    PvtConfig own = (PvtConfig) config;
    return "patch %s, channels %s, depths %s, heads %s, mlp ratios %s, %s"
        .formatted(
            own.patchSize(),
            own.dims(),
            own.depths(),
            own.heads(),
            own.mlpRatios(),
            own.linear() ? "linear" : "sub-sampling " + own.subSampling());
  }

  @Override
  public EncoderLayout target(String id, ModelKind kind, EncoderConfig encoder) {
    return layout(id, kind, kind.masked() ? ENCODER : "", false);
  }
}
