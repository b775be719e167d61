package io.greenmim.swin;

import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.layout.HuggingFaceConfig;
import io.greenmim.layout.HuggingFaceForm;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Swin Transformers as Hugging Face's transformers describes them. */
final class SwinHuggingFace implements HuggingFaceForm {

  @Override
  public Set<String> modelTypes() {
    return Set.of(SwinConfig.FAMILY);
  }

  @Override
  public void check(HuggingFaceConfig values) throws IOException {
    values.expect("use_absolute_embeddings", "false");
    values.expect("qkv_bias", "true");
    values.expect("hidden_act", "gelu");
  }

  @Override
  public EncoderConfig complete(EncoderConfig inferred, HuggingFaceConfig values)
      throws IOException {
    SwinConfig swin = (SwinConfig) inferred;
    values.expect("num_channels", swin.inChannels());
    values.expect("patch_size", swin.patchSize());
    values.expect("embed_dim", swin.embedDim());
    values.expectAll("depths", swin.depths());
    values.expectAll("num_heads", swin.heads());
    return inferred
        .withImageSize(values.imageSize(swin.imageSize()))
        .withLayerNormEps(values.number("layer_norm_eps", swin.layerNormEps()))
        .withDropPath(values.number("drop_path_rate", swin.dropPath()));
  }

  @Override
  public Map<String, Object> describe(ModelConfig config) {
    SwinConfig encoder = (SwinConfig) config.encoder();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model_type", SwinConfig.FAMILY);
    json.put(
        "architectures",
        List.of(
            switch (config.kind()) {
              case SIMMIM -> "SwinForMaskedImageModeling";
              case CLASSIFIER -> "SwinForImageClassification";
              case GREENMIM, FCMAE, ENCODER -> "SwinModel";
            }));
    ImageSize image = encoder.imageSize();
    json.put(
        "image_size", image.isSquare() ? image.height() : List.of(image.height(), image.width()));
    json.put("patch_size", encoder.patchSize());
    json.put("num_channels", encoder.inChannels());
    json.put("embed_dim", encoder.embedDim());
    json.put("depths", encoder.depths());
    json.put("num_heads", encoder.heads());
    json.put("window_size", encoder.window());
    json.put("mlp_ratio", encoder.mlpRatio());
    json.put("qkv_bias", true);
    json.put("hidden_act", "gelu");
    json.put("use_absolute_embeddings", false);
    json.put("drop_path_rate", encoder.dropPath());
    json.put("layer_norm_eps", encoder.layerNormEps());
    json.put("hidden_size", encoder.featureDim());
    json.put("encoder_stride", encoder.stride());
    if (config.head() instanceof ClassifierConfig classifier) {
      json.put("num_labels", classifier.classes());
    }
    json.put("torch_dtype", "float32");
    return json;
  }
}
