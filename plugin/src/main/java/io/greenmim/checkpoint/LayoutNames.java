package io.greenmim.checkpoint;

import java.util.List;

/** The published names of each layout. */
final class LayoutNames {

  private static final String BLOCK = "encoder.layers.{i}.blocks.{j}.";
  private static final List<String> QKV = List.of("query", "key", "value");

  private LayoutNames() {}

  /** Makes the names of a Swin layout. */
  static NameMap of(DetectedLayout detected) {
    NameMap map = new NameMap();
    addHeads(map, detected);
    switch (detected.layout()) {
      case HUGGINGFACE -> addHuggingFace(map, detected.prefix());
      case OPENMMLAB, OPENMMLAB_DETECTOR -> addOpenMmLab(map, detected);
      case TORCHVISION -> addTorchvision(map);
      case TIMM_FEATURES -> {
        map.add("encoder.layers.{i}.downsample.{*}", "layers_{i+1}.downsample.{*}");
        map.add("encoder.layers.{i}.{*}", "layers_{i}.{*}");
        map.add("encoder.{*}", "{*}");
      }
      case TIMM -> {
        map.add("encoder.layers.{i}.downsample.{*}", "layers.{i+1}.downsample.{*}");
        map.add("encoder.{*}", detected.prefix() + "{*}");
      }
      default -> {
        if (detected.layout().detector()) {
          addOutputNorm(map, detected);
        }
        map.add("encoder.{*}", detected.prefix() + "{*}");
      }
    }
    return map;
  }

  /** Heads keep their published names where a layout has none for them. */
  private static void addHeads(NameMap map, DetectedLayout detected) {
    switch (detected.kind()) {
      case GREENMIM -> {
        map.add("mask_token", "mask_token");
        for (String part : List.of("embed.{p}", "blocks.{k}.{*}", "norm.{p}", "pred.{p}")) {
          map.add("decoder_" + part, "decoder_" + part);
        }
      }
      case SIMMIM -> {
        String embeddings = detected.layout() == Layout.HUGGINGFACE ? "embeddings." : "";
        map.add("encoder.mask_token", detected.prefix() + embeddings + "mask_token");
        String neck = detected.layout() == Layout.OPENMMLAB ? "neck." : "";
        map.add("decoder.0.{p}", neck + "decoder.0.{p}");
      }
      case CLASSIFIER -> map.add("head.{p}", head(detected.layout()) + ".{p}");
      case ENCODER -> {}
    }
  }

  /** The name of a layout's classification head. */
  static String head(Layout layout) {
    return switch (layout) {
      case HUGGINGFACE -> "classifier";
      case TIMM, OPENMMLAB -> "head.fc";
      default -> "head";
    };
  }

  /**
   * Detectors normalise the output of every stage; behind the last one that is the norm that
   * classifiers have there.
   */
  private static void addOutputNorm(NameMap map, DetectedLayout detected) {
    map.add("encoder.norm.{p}", "%snorm%s.{p}".formatted(detected.prefix(), detected.stages() - 1));
  }

  private static void addHuggingFace(NameMap map, String prefix) {
    map.add("encoder.patch_embed.proj.{p}", prefix + "embeddings.patch_embeddings.projection.{p}");
    map.add("encoder.patch_embed.norm.{p}", prefix + "embeddings.norm.{p}");
    String block = prefix + "encoder.layers.{i}.blocks.{j}.";
    map.add(BLOCK + "norm1.{p}", block + "layernorm_before.{p}");
    map.add(BLOCK + "norm2.{p}", block + "layernorm_after.{p}");
    String table = "relative_position_bias_table";
    map.add(BLOCK + "attn." + table, block + "attention.self." + table);
    for (int part = 0; part < QKV.size(); part++) {
      map.addPart(BLOCK + "attn.qkv.{p}", block + "attention.self." + QKV.get(part) + ".{p}", part);
    }
    map.add(BLOCK + "attn.proj.{p}", block + "attention.output.dense.{p}");
    map.add(BLOCK + "mlp.fc1.{p}", block + "intermediate.dense.{p}");
    map.add(BLOCK + "mlp.fc2.{p}", block + "output.dense.{p}");
    map.add("encoder.layers.{i}.downsample.{*}", prefix + "encoder.layers.{i}.downsample.{*}");
    map.add("encoder.norm.{p}", prefix + "layernorm.{p}");
  }

  private static void addOpenMmLab(NameMap map, DetectedLayout detected) {
    String prefix = detected.prefix();
    map.add("encoder.patch_embed.proj.{p}", prefix + "patch_embed.projection.{p}");
    map.add("encoder.patch_embed.norm.{p}", prefix + "patch_embed.norm.{p}");
    String block = prefix + "stages.{i}.blocks.{j}.";
    map.add(BLOCK + "attn.{*}", block + "attn.w_msa.{*}");
    map.add(BLOCK + "mlp.fc1.{p}", block + "ffn.layers.0.0.{p}");
    map.add(BLOCK + "mlp.fc2.{p}", block + "ffn.layers.1.{p}");
    map.add(BLOCK + "norm1.{p}", block + "norm1.{p}");
    map.add(BLOCK + "norm2.{p}", block + "norm2.{p}");
    map.add("encoder.layers.{i}.downsample.{*}", prefix + "stages.{i}.downsample.{*}");
    addOutputNorm(map, detected);
  }

  /** A sequence: embedding, then by turns a stage and its merging. */
  private static void addTorchvision(NameMap map) {
    map.add("encoder.patch_embed.proj.{p}", "features.0.0.{p}");
    map.add("encoder.patch_embed.norm.{p}", "features.0.2.{p}");
    String block = "features.{2i+1}.{j}.";
    map.add(BLOCK + "mlp.fc1.{p}", block + "mlp.0.{p}");
    map.add(BLOCK + "mlp.fc2.{p}", block + "mlp.3.{p}");
    map.add(BLOCK + "{*}", block + "{*}");
    map.add("encoder.layers.{i}.downsample.reduction.weight", "features.{2i+2}.reduction.weight");
    map.add("encoder.layers.{i}.downsample.norm.{p}", "features.{2i+2}.norm.{p}");
    map.add("encoder.norm.{p}", "norm.{p}");
  }
}
