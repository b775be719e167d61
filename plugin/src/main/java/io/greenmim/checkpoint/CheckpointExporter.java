package io.greenmim.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes models of ours with the names of other projects.
 *
 * <p>No value changes: importing what was exported gives the same bits. A head that the other
 * project has no name for keeps its published one beside the encoder.
 */
public final class CheckpointExporter {

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private CheckpointExporter() {}

  /**
   * Renames the tensors of a model.
   *
   * @param tensors tensors by the names of the model's state dict; those that are missing stay
   *     missing
   * @param config configuration of the model
   * @param target one of {@link Layout#targets}
   * @return tensors by the names of the target, cut apart when they are read
   * @throws IllegalArgumentException if the target is no layout to convert to, or a tensor is none
   *     of the model's
   */
  public static Map<String, StoredTensor> convert(
      Map<String, StoredTensor> tensors, ModelConfig config, Layout target) {
    NameMap names = LayoutNames.of(detected(config, target));
    Map<String, List<Long>> known = Backbones.shapes(config);
    Map<String, StoredTensor> converted = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (!tensor.shape().equals(known.get(name))) {
            throw new IllegalArgumentException(
                "%s: expected a tensor of %s with the shape %s, got %s"
                    .formatted(name, config.variant(), known.get(name), tensor.describe()));
          }
          List<String> theirs = names.toTheirs(ModelTensors.fullName(config, name));
          for (int part = 0; part < theirs.size(); part++) {
            converted.put(
                theirs.get(part),
                theirs.size() == 1 ? tensor : new PartTensor(tensor, part, theirs.size()));
          }
        });
    return converted;
  }

  private static DetectedLayout detected(ModelConfig config, Layout target) {
    if (!Layout.targets().contains(target)) {
      throw new IllegalArgumentException(
          "target: expected one of %s, got %s".formatted(Layout.targets(), target));
    }
    ModelKind kind = config.kind();
    int stages = config.encoder().stages();
    boolean head = kind == ModelKind.SIMMIM || kind == ModelKind.CLASSIFIER;
    return switch (target) {
      case GREENMIM -> new DetectedLayout(target, kind, config.encoderPrefix(), stages);
      case HUGGINGFACE -> new DetectedLayout(target, kind, head ? "swin." : "", stages);
      case MICROSOFT ->
          new DetectedLayout(target, kind, kind == ModelKind.SIMMIM ? "encoder." : "", stages);
      default -> new DetectedLayout(target, kind, "", stages);
    };
  }

  /**
   * Writes a model as a safetensors file, whole or not at all. Its header keeps the configuration.
   *
   * @param file the file
   * @param tensors tensors by the names of the model's state dict
   * @param config configuration of the model
   * @param target one of {@link Layout#targets}
   * @throws IOException if a tensor cannot be read or the file cannot be written
   * @throws IllegalArgumentException if the target is no layout to convert to, or a tensor is none
   *     of the model's
   */
  public static void write(
      Path file, Map<String, StoredTensor> tensors, ModelConfig config, Layout target)
      throws IOException {
    Map<String, String> header = new LinkedHashMap<>();
    // transformers refuses files that do not name the framework of their tensors.
    header.put(LayoutDetector.FORMAT, target == Layout.GREENMIM ? LayoutDetector.OURS : "pt");
    header.put(HeaderConfig.MODEL.key(), HeaderConfig.MODEL.write(config));
    SafeTensorsWriter.write(file, convert(tensors, config, target), header);
  }

  /**
   * Describes a model as the {@code config.json} that transformers reads beside the weights.
   *
   * @param config configuration of the model
   * @return JSON
   */
  public static String huggingFaceConfig(ModelConfig config) {
    SwinConfig encoder = (SwinConfig) config.encoder();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model_type", "swin");
    json.put(
        "architectures",
        List.of(
            switch (config.kind()) {
              case SIMMIM -> "SwinForMaskedImageModeling";
              case CLASSIFIER -> "SwinForImageClassification";
              case GREENMIM, ENCODER -> "SwinModel";
            }));
    json.put("image_size", encoder.imageSize());
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
    json.put("encoder_stride", encoder.stride(encoder.stages() - 1));
    if (config.head() instanceof ClassifierConfig classifier) {
      json.put("num_labels", classifier.classes());
    }
    json.put("torch_dtype", "float32");
    return GSON.toJson(json) + "\n";
  }
}
