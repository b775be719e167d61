package io.greenmim.checkpoint;

import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SwinConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names and shapes of a model's tensors, from its configuration alone. */
public final class ModelTensors {

  private static final String ENCODER = "encoder.";
  private static final String HEAD = "head.";
  private static final int DECODER_MLP_RATIO = 4;

  private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

  private ModelTensors() {}

  /**
   * Lists the tensors of a model.
   *
   * @param config configuration of the model
   * @return shapes by name, as the model's state dict has them
   */
  public static Map<String, List<Long>> of(ModelConfig config) {
    ModelTensors tensors = new ModelTensors();
    tensors.addEncoder(config.encoder(), config.encoderPrefix());
    SwinConfig encoder = config.encoder();
    if (config.mim() != null) {
      tensors.addDecoder(encoder, config.mim());
    }
    if (config.simmim() != null) {
      tensors.add(config.encoderPrefix() + "mask_token", 1, 1, encoder.embedDim());
      int stride = encoder.stride(encoder.stages() - 1);
      int pixels = encoder.inChannels() * stride * stride;
      tensors.add("decoder.0.weight", pixels, encoder.featureDim(), 1, 1);
      tensors.add("decoder.0.bias", pixels);
    }
    if (config.classifier() != null) {
      tensors.addLinear("head", encoder.featureDim(), config.classifier().classes());
    }
    return tensors.shapes;
  }

  /** Turns a name in full, with the encoder under {@code encoder.}, into the model's. */
  static String modelName(ModelConfig config, String full) {
    return config.encoderPrefix().isEmpty() && full.startsWith(ENCODER)
        ? full.substring(ENCODER.length())
        : full;
  }

  /** Turns a name of the model into the one in full. */
  static String fullName(ModelConfig config, String name) {
    return config.encoderPrefix().isEmpty() && !name.startsWith(HEAD) ? ENCODER + name : name;
  }

  private void addEncoder(SwinConfig config, String prefix) {
    add(
        prefix + "patch_embed.proj.weight",
        config.embedDim(),
        config.inChannels(),
        config.patchSize(),
        config.patchSize());
    add(prefix + "patch_embed.proj.bias", config.embedDim());
    addNorm(prefix + "patch_embed.norm", config.embedDim());
    for (int i = 0; i < config.stages(); i++) {
      int channels = config.channels(i);
      String stage = prefix + "layers." + i + ".";
      for (int j = 0; j < config.depths().get(i); j++) {
        int side = 2 * config.stageWindow(i) - 1;
        String block = stage + "blocks." + j + ".";
        add(
            block + "attn.relative_position_bias_table",
            Math.multiplyExact(side, side),
            config.heads().get(i));
        addBlock(block, channels, config.hiddenDim(i));
      }
      if (i < config.stages() - 1) {
        add(stage + "downsample.reduction.weight", 2L * channels, 4L * channels);
        addNorm(stage + "downsample.norm", 4 * channels);
      }
    }
    addNorm(prefix + "norm", config.featureDim());
  }

  private void addDecoder(SwinConfig encoder, MimConfig config) {
    int dim = config.decoderDim();
    add("mask_token", 1, 1, dim);
    addLinear("decoder_embed", encoder.featureDim(), dim);
    for (int i = 0; i < config.decoderDepth(); i++) {
      addBlock("decoder_blocks." + i + ".", dim, DECODER_MLP_RATIO * dim);
    }
    addNorm("decoder_norm", dim);
    addLinear("decoder_pred", dim, config.maskPatch() * config.maskPatch() * encoder.inChannels());
  }

  private void addBlock(String block, int channels, int hidden) {
    addNorm(block + "norm1", channels);
    addLinear(block + "attn.qkv", channels, 3 * channels);
    addLinear(block + "attn.proj", channels, channels);
    addNorm(block + "norm2", channels);
    addLinear(block + "mlp.fc1", channels, hidden);
    addLinear(block + "mlp.fc2", hidden, channels);
  }

  private void addLinear(String name, int in, int out) {
    add(name + ".weight", out, in);
    add(name + ".bias", out);
  }

  private void addNorm(String name, int channels) {
    add(name + ".weight", channels);
    add(name + ".bias", channels);
  }

  private void add(String name, long... sides) {
    shapes.put(name, Arrays.stream(sides).boxed().toList());
  }
}
