package io.greenmim.checkpoint;

import static io.greenmim.checkpoint.SyntheticSwin.DEPTHS;
import static io.greenmim.checkpoint.SyntheticSwin.DIM;
import static io.greenmim.checkpoint.SyntheticSwin.RATIO;
import static io.greenmim.checkpoint.SyntheticSwin.channels;
import static io.greenmim.checkpoint.SyntheticSwin.id;
import static io.greenmim.checkpoint.SyntheticSwin.last;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.StoredTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** State dicts as each project saves them, written down from their modules' names. */
final class PublishedKeys {

  static final int CLASSES = 5;
  static final int DECODER = 32;

  private final SyntheticSwin swin;

  PublishedKeys(SyntheticSwin swin) {
    this.swin = swin;
  }

  /** Microsoft's names, with the index buffers. */
  Map<String, StoredTensor> microsoft(String prefix, MergeOrder order, ModelKind kind) {
    swin.clear();
    microsoftBody(prefix, order, true);
    swin.norm(prefix + "norm", "final", channels(last()));
    heads(prefix, kind, "head");
    return swin.tensors();
  }

  /** Our own names: Microsoft's, without buffers. */
  Map<String, StoredTensor> ours(ModelKind kind) {
    boolean masked = kind == ModelKind.GREENMIM || kind == ModelKind.SIMMIM;
    String prefix = masked ? "encoder." : "";
    swin.clear();
    microsoftBody(prefix, MergeOrder.COLUMN, false);
    swin.norm(prefix + "norm", "final", channels(last()));
    heads(prefix, kind, "head");
    return swin.tensors();
  }

  private void microsoftBody(String prefix, MergeOrder order, boolean buffers) {
    swin.embedding(prefix + "patch_embed.proj", prefix + "patch_embed.norm");
    for (int i = 0; i <= last(); i++) {
      for (int j = 0; j < DEPTHS[i]; j++) {
        microsoftBlock(prefix + "layers." + i + ".blocks." + j, i, j);
        if (buffers) {
          swin.index(prefix + "layers." + i + ".blocks." + j + ".attn.relative_position_index", i);
        }
      }
      if (i < last()) {
        swin.merging(prefix + "layers." + i + ".downsample", i, order);
      }
    }
  }

  private void microsoftBlock(String block, int stage, int number) {
    int c = channels(stage);
    swin.norm(block + ".norm1", id(stage, number) + 1, c)
        .table(block + ".attn.relative_position_bias_table", stage, number)
        .qkv(block + ".attn.qkv", stage, number)
        .linear(block + ".attn.proj", id(stage, number) + "proj", c, c)
        .norm(block + ".norm2", id(stage, number) + 2, c)
        .linear(block + ".mlp.fc1", id(stage, number) + "fc1", RATIO * c, c)
        .linear(block + ".mlp.fc2", id(stage, number) + "fc2", c, RATIO * c);
  }

  private void heads(String prefix, ModelKind kind, String head) {
    int stride = SyntheticSwin.PATCH << last();
    int pixels = 3 * stride * stride;
    switch (kind) {
      case GREENMIM -> decoder(pixels);
      case SIMMIM ->
          swin.put(prefix + "mask_token", "mask", 1, 1, DIM)
              .put("decoder.0.weight", "pixels.weight", pixels, channels(last()), 1, 1)
              .put("decoder.0.bias", "pixels.bias", pixels);
      case CLASSIFIER -> swin.linear(head, "classes", CLASSES, channels(last()));
      case ENCODER -> {}
      case FCMAE -> throw new IllegalArgumentException(kind + ": no pre-training of this family");
    }
  }

  private void decoder(int pixels) {
    String block = "decoder_blocks.0.";
    swin.put("mask_token", "decoder mask", 1, 1, DECODER)
        .linear("decoder_embed", "decoder embed", DECODER, channels(last()))
        .norm(block + "norm1", "decoder 1", DECODER)
        .linear(block + "attn.qkv", "decoder qkv", 3 * DECODER, DECODER)
        .linear(block + "attn.proj", "decoder proj", DECODER, DECODER)
        .norm(block + "norm2", "decoder 2", DECODER)
        .linear(block + "mlp.fc1", "decoder fc1", 4 * DECODER, DECODER)
        .linear(block + "mlp.fc2", "decoder fc2", DECODER, 4 * DECODER)
        .norm("decoder_norm", "decoder", DECODER)
        .linear("decoder_pred", "decoder pred", pixels, DECODER);
  }

  /** timm's names: merging opens the next stage. */
  Map<String, StoredTensor> timm(ModelKind kind) {
    swin.clear().embedding("patch_embed.proj", "patch_embed.norm");
    for (int i = 0; i <= last(); i++) {
      if (i > 0) {
        swin.merging("layers." + i + ".downsample", i - 1, MergeOrder.COLUMN);
      }
      for (int j = 0; j < DEPTHS[i]; j++) {
        microsoftBlock("layers." + i + ".blocks." + j, i, j);
      }
    }
    swin.norm("norm", "final", channels(last()));
    heads("", kind, "head.fc");
    return swin.tensors();
  }

  /** The names of transformers: query, key and value apart. */
  Map<String, StoredTensor> huggingFace(String prefix, ModelKind kind) {
    swin.clear()
        .embedding(prefix + "embeddings.patch_embeddings.projection", prefix + "embeddings.norm");
    for (int i = 0; i <= last(); i++) {
      int c = channels(i);
      String layer = prefix + "encoder.layers." + i;
      for (int j = 0; j < DEPTHS[i]; j++) {
        String block = layer + ".blocks." + j;
        String self = block + ".attention.self.";
        swin.norm(block + ".layernorm_before", id(i, j) + 1, c)
            .table(self + "relative_position_bias_table", i, j)
            .linear(self + "query", id(i, j) + "query", c, c)
            .linear(self + "key", id(i, j) + "key", c, c)
            .linear(self + "value", id(i, j) + "value", c, c)
            .linear(block + ".attention.output.dense", id(i, j) + "proj", c, c)
            .norm(block + ".layernorm_after", id(i, j) + 2, c)
            .linear(block + ".intermediate.dense", id(i, j) + "fc1", RATIO * c, c)
            .linear(block + ".output.dense", id(i, j) + "fc2", c, RATIO * c);
      }
      if (i < last()) {
        swin.merging(layer + ".downsample", i, MergeOrder.COLUMN);
      }
    }
    swin.norm(prefix + "layernorm", "final", channels(last()));
    heads(prefix + "embeddings.", kind, "classifier");
    return swin.tensors();
  }

  /** The names of mmpretrain and mmdetection: merging through nn.Unfold. */
  Map<String, StoredTensor> openMmLab(String prefix, ModelKind kind) {
    swin.clear().embedding(prefix + "patch_embed.projection", prefix + "patch_embed.norm");
    for (int i = 0; i <= last(); i++) {
      int c = channels(i);
      for (int j = 0; j < DEPTHS[i]; j++) {
        String block = prefix + "stages." + i + ".blocks." + j;
        swin.norm(block + ".norm1", id(i, j) + 1, c)
            .table(block + ".attn.w_msa.relative_position_bias_table", i, j)
            .index(block + ".attn.w_msa.relative_position_index", i)
            .qkv(block + ".attn.w_msa.qkv", i, j)
            .linear(block + ".attn.w_msa.proj", id(i, j) + "proj", c, c)
            .norm(block + ".norm2", id(i, j) + 2, c)
            .linear(block + ".ffn.layers.0.0", id(i, j) + "fc1", RATIO * c, c)
            .linear(block + ".ffn.layers.1", id(i, j) + "fc2", c, RATIO * c);
      }
      if (i < last()) {
        swin.merging(prefix + "stages." + i + ".downsample", i, MergeOrder.UNFOLD);
      }
    }
    swin.norm(prefix + "norm3", "final", channels(last()));
    if (kind == ModelKind.SIMMIM) {
      int pixels = 3 * (SyntheticSwin.PATCH << last()) * (SyntheticSwin.PATCH << last());
      swin.put(prefix + "mask_token", "mask", 1, 1, DIM)
          .put("neck.decoder.0.weight", "pixels.weight", pixels, channels(last()), 1, 1)
          .put("neck.decoder.0.bias", "pixels.bias", pixels);
    } else {
      heads(prefix, kind, "head.fc");
    }
    return swin.tensors();
  }

  /** timm's names with {@code features_only}: flat stages, nothing behind the last one. */
  Map<String, StoredTensor> timmFeatures() {
    Map<String, StoredTensor> flat = new LinkedHashMap<>();
    timm(ModelKind.ENCODER)
        .forEach(
            (name, tensor) -> {
              if (!name.startsWith("norm.")) {
                flat.put(name.replaceFirst("^layers\\.", "layers_"), tensor);
              }
            });
    return flat;
  }

  /** Microsoft's names inside a detector, with the norms of every stage. */
  Map<String, StoredTensor> detector(String prefix, String... others) {
    swin.clear();
    microsoftBody(prefix, MergeOrder.COLUMN, true);
    for (int i = 0; i < last(); i++) {
      swin.norm(prefix + "norm" + i, "output" + i, channels(i));
    }
    swin.norm(prefix + "norm" + last(), "final", channels(last()));
    for (String other : others) {
      swin.put(other, other, 4, 4);
    }
    return swin.tensors();
  }

  /** torchvision's names: a sequence of embedding, stages and merging. */
  Map<String, StoredTensor> torchvision() {
    swin.clear().embedding("features.0.0", "features.0.2");
    for (int i = 0; i <= last(); i++) {
      int c = channels(i);
      for (int j = 0; j < DEPTHS[i]; j++) {
        String block = "features." + (2 * i + 1) + "." + j;
        swin.norm(block + ".norm1", id(i, j) + 1, c)
            .table(block + ".attn.relative_position_bias_table", i, j)
            .index(block + ".attn.relative_position_index", i)
            .qkv(block + ".attn.qkv", i, j)
            .linear(block + ".attn.proj", id(i, j) + "proj", c, c)
            .norm(block + ".norm2", id(i, j) + 2, c)
            .linear(block + ".mlp.0", id(i, j) + "fc1", RATIO * c, c)
            .linear(block + ".mlp.3", id(i, j) + "fc2", c, RATIO * c);
      }
      if (i < last()) {
        swin.merging("features." + (2 * i + 2), i, MergeOrder.COLUMN);
      }
    }
    swin.norm("norm", "final", channels(last()));
    heads("", ModelKind.CLASSIFIER, "head");
    return swin.tensors();
  }
}
