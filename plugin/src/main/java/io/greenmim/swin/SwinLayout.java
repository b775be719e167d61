package io.greenmim.swin;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.MergeOrder;
import io.greenmim.layout.NameMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published layouts of Swin Transformers: titles and names. */
enum SwinLayout {
  /** Swin pre-trained by the published GreenMIM code. */
  GREENMIM_SWIN("GreenMIM Swin (published code)"),
  /** SimMIM with a Swin encoder. */
  SIMMIM("SimMIM Swin"),
  /** Microsoft's Swin classifiers; SimMIM's models are exported with SimMIM's names. */
  MICROSOFT("Microsoft Swin"),
  /** Swin of timm since 0.9: merging opens a stage, the head is {@code head.fc}. */
  TIMM("timm Swin"),
  /** The same made with {@code features_only}: no norm behind the last stage. */
  TIMM_FEATURES("timm Swin, features only"),
  /** Swin of Hugging Face transformers: query, key and value apart. */
  HUGGINGFACE("Hugging Face transformers Swin"),
  /** Swin of mmpretrain and mmdetection since 2.16: merging through {@code nn.Unfold}. */
  OPENMMLAB("mmpretrain/mmdetection Swin"),
  /** A detector of mmdetection since 2.16 with a Swin backbone. */
  OPENMMLAB_DETECTOR("mmdetection detector with a Swin backbone"),
  /** A detector of Microsoft's fork of mmdetection with a Swin backbone. */
  MICROSOFT_DETECTOR("Swin-Transformer-Object-Detection detector"),
  /** A detector of detectron2 with a Swin backbone. */
  DETECTRON2("detectron2 detector with a Swin backbone"),
  /** Swin of torchvision. */
  TORCHVISION("torchvision Swin");

  private static final String BLOCK = "encoder.layers.{i}.blocks.{j}.";
  private static final List<String> QKV = List.of("query", "key", "value");
  private static final Pattern OUTPUT_NORM = Pattern.compile("norm(\\d{1,4})\\.(?:weight|bias)");

  private final String title;

  SwinLayout(String title) {
    this.title = title;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  /** Tells whether this is a layout of whole detectors. */
  boolean detector() {
    return this == OPENMMLAB_DETECTOR || this == MICROSOFT_DETECTOR || this == DETECTRON2;
  }

  private boolean openMmLab() {
    return this == OPENMMLAB || this == OPENMMLAB_DETECTOR;
  }

  /** The name of the classification head. */
  String head() {
    return switch (this) {
      case HUGGINGFACE -> "classifier";
      case TIMM, OPENMMLAB -> "head.fc";
      default -> "head";
    };
  }

  /**
   * Describes a checkpoint of this layout.
   *
   * @param kind what stands on the encoder
   * @param prefix what stands before the encoder's names
   * @param stages number of stages
   * @param told order of patch merging that the checkpoint itself tells
   */
  EncoderLayout of(ModelKind kind, String prefix, int stages, Optional<MergeOrder> told) {
    return new EncoderLayout(
        id(),
        title,
        kind,
        prefix,
        names(kind, prefix, stages),
        openMmLab() ? MergeOrder.UNFOLD : told.orElse(MergeOrder.COLUMN),
        detector(),
        others(prefix, stages));
  }

  /** Tells whether a name belongs to a detector, or to a map that only detectors use. */
  private Predicate<String> others(String prefix, int stages) {
    if (!detector() && this != OPENMMLAB) {
      return name -> false;
    }
    return name -> {
      if (!name.startsWith(prefix)) {
        return detector();
      }
      Matcher norm = OUTPUT_NORM.matcher(name.substring(prefix.length()));
      return norm.matches() && Integer.parseInt(norm.group(1)) < stages - 1;
    };
  }

  private NameMap names(ModelKind kind, String prefix, int stages) {
    NameMap map =
        EncoderLayout.heads(
            kind,
            prefix + (this == HUGGINGFACE ? "embeddings." : "") + "mask_token",
            this == OPENMMLAB ? "neck." : "",
            head());
    if (openMmLab() || detector()) {
      // Detectors normalise the output of every stage; behind the last one that is the norm that
      // classifiers have there.
      map.add("encoder.norm.{p}", "%snorm%s.{p}".formatted(prefix, stages - 1));
    }
    return switch (this) {
      case HUGGINGFACE -> huggingFace(map, prefix);
      case OPENMMLAB, OPENMMLAB_DETECTOR -> openMmLab(map, prefix);
      case TORCHVISION -> torchvision(map);
      case TIMM_FEATURES ->
          map.add("encoder.layers.{i}.downsample.{*}", "layers_{i+1}.downsample.{*}")
              .add("encoder.layers.{i}.{*}", "layers_{i}.{*}")
              .add("encoder.{*}", "{*}");
      case TIMM ->
          map.add("encoder.layers.{i}.downsample.{*}", "layers.{i+1}.downsample.{*}")
              .add("encoder.{*}", prefix + "{*}");
      default -> map.add("encoder.{*}", prefix + "{*}");
    };
  }

  private static NameMap huggingFace(NameMap map, String prefix) {
    String block = prefix + "encoder.layers.{i}.blocks.{j}.";
    String table = "relative_position_bias_table";
    map.add("encoder.patch_embed.proj.{p}", prefix + "embeddings.patch_embeddings.projection.{p}")
        .add("encoder.patch_embed.norm.{p}", prefix + "embeddings.norm.{p}")
        .add(BLOCK + "norm1.{p}", block + "layernorm_before.{p}")
        .add(BLOCK + "norm2.{p}", block + "layernorm_after.{p}")
        .add(BLOCK + "attn." + table, block + "attention.self." + table);
    for (int part = 0; part < QKV.size(); part++) {
      map.addPart(BLOCK + "attn.qkv.{p}", block + "attention.self." + QKV.get(part) + ".{p}", part);
    }
    return map.add(BLOCK + "attn.proj.{p}", block + "attention.output.dense.{p}")
        .add(BLOCK + "mlp.fc1.{p}", block + "intermediate.dense.{p}")
        .add(BLOCK + "mlp.fc2.{p}", block + "output.dense.{p}")
        .add("encoder.layers.{i}.downsample.{*}", prefix + "encoder.layers.{i}.downsample.{*}")
        .add("encoder.norm.{p}", prefix + "layernorm.{p}");
  }

  private static NameMap openMmLab(NameMap map, String prefix) {
    String block = prefix + "stages.{i}.blocks.{j}.";
    return map.add("encoder.patch_embed.proj.{p}", prefix + "patch_embed.projection.{p}")
        .add("encoder.patch_embed.norm.{p}", prefix + "patch_embed.norm.{p}")
        .add(BLOCK + "attn.{*}", block + "attn.w_msa.{*}")
        .add(BLOCK + "mlp.fc1.{p}", block + "ffn.layers.0.0.{p}")
        .add(BLOCK + "mlp.fc2.{p}", block + "ffn.layers.1.{p}")
        .add(BLOCK + "norm1.{p}", block + "norm1.{p}")
        .add(BLOCK + "norm2.{p}", block + "norm2.{p}")
        .add("encoder.layers.{i}.downsample.{*}", prefix + "stages.{i}.downsample.{*}");
  }

  /** A sequence: embedding, then by turns a stage and its merging. */
  private static NameMap torchvision(NameMap map) {
    String block = "features.{2i+1}.{j}.";
    String merging = "encoder.layers.{i}.downsample.";
    return map.add("encoder.patch_embed.proj.{p}", "features.0.0.{p}")
        .add("encoder.patch_embed.norm.{p}", "features.0.2.{p}")
        .add(BLOCK + "mlp.fc1.{p}", block + "mlp.0.{p}")
        .add(BLOCK + "mlp.fc2.{p}", block + "mlp.3.{p}")
        .add(BLOCK + "{*}", block + "{*}")
        .add(merging + "reduction.weight", "features.{2i+2}.reduction.weight")
        .add(merging + "norm.{p}", "features.{2i+2}.norm.{p}")
        .add("encoder.norm.{p}", "norm.{p}");
  }
}
