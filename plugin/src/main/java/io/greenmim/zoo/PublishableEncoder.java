package io.greenmim.zoo;

import ai.djl.Application;
import ai.djl.Application.CV;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.config.Preprocessing;
import io.greenmim.config.SimMimConfig;
import io.greenmim.translate.EvalTransform;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An encoder and what stands on it.
 *
 * @param config configuration of the model
 */
record PublishableEncoder(ModelConfig config) implements PublishableModel {

  @Override
  public String defaultId() {
    ModelKind kind = config.kind();
    return config.variant() + "_" + (kind == ModelKind.GREENMIM ? "mim" : kind.label());
  }

  @Override
  public Application application() {
    return config.kind() == ModelKind.CLASSIFIER ? CV.IMAGE_CLASSIFICATION : CV.ANY;
  }

  @Override
  public boolean ofDecoder(String tensor) {
    return config.kind().masked() && !tensor.startsWith(config.encoderPrefix());
  }

  @Override
  public String description() {
    ImageSize size = config.encoder().imageSize();
    String what =
        switch (config.kind()) {
          case ENCODER -> "features alone";
          case GREENMIM -> "pre-trained by masked image modelling, with its decoder";
          case SIMMIM -> "pre-trained by SimMIM, with its head";
          case FCMAE -> "pre-trained by FCMAE, with its decoder";
          case CLASSIFIER -> "a classifier of %s classes".formatted(classes());
        };
    return "%s for images of %s x %s pixels, %s."
        .formatted(config.variant(), size.height(), size.width(), what);
  }

  @Override
  public Map<String, String> properties() {
    EncoderConfig encoder = config.encoder();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("family", config.family());
    properties.put("size", size(config.variant()));
    properties.putAll(encoder.traits());
    properties.put("image", encoder.imageSize().toString());
    if (!config.preprocessing().equals(Preprocessing.IMAGENET)) {
      properties.put(EvalTransform.PREPROCESSING, EvalTransform.toJson(config.preprocessing()));
    }
    properties.put("pretrained", "true");
    properties.put("method", config.kind().label());
    if (config.kind() == ModelKind.CLASSIFIER) {
      properties.put("classes", Integer.toString(classes()));
    }
    return properties;
  }

  private static String size(String variant) {
    return Backbones.names().contains(variant) ? Backbones.variant(variant).size() : "custom";
  }

  @Override
  public Map<String, String> facts(Map<String, Long> parameters) {
    String prefix = config.encoderPrefix();
    Set<String> inside = StateDict.of(ModelFolder.newEncoder(config)).parameters().keySet();
    long encoder = 0;
    long all = 0;
    for (Map.Entry<String, Long> parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      all += parameter.getValue();
      boolean ofEncoder =
          name.startsWith(prefix) && inside.contains(name.substring(prefix.length()));
      encoder += ofEncoder ? parameter.getValue() : 0;
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("variant", config.variant());
    ImageSize size = config.encoder().imageSize();
    facts.put("image size", "%s x %s pixels".formatted(size.height(), size.width()));
    facts.put("parameters of the encoder", grouped(encoder));
    switch (config.kind()) {
      case ENCODER -> {}
      case GREENMIM -> {
        facts.put("parameters with the decoder", grouped(all));
        facts.put("method", "GreenMIM, masked image modelling (arXiv 2205.13515)");
        facts.put("mask ratio", Double.toString(((MimConfig) config.head()).maskRatio()));
        facts.put("target", target(((MimConfig) config.head()).normaliseTarget()));
      }
      case SIMMIM -> {
        facts.put("parameters with the head", grouped(all));
        facts.put("method", "SimMIM, masked image modelling (arXiv 2111.09886)");
        facts.put("mask ratio", Double.toString(((SimMimConfig) config.head()).maskRatio()));
        facts.put("target", target(false));
      }
      case FCMAE -> {
        FcmaeConfig head = (FcmaeConfig) config.head();
        facts.put("parameters with the decoder", grouped(all));
        facts.put("method", "FCMAE, masked image modelling (arXiv 2301.00808)");
        facts.put("mask ratio", Double.toString(head.maskRatio()));
        facts.put("target", target(head.normaliseTarget()));
      }
      case CLASSIFIER -> {
        facts.put("parameters with the head", grouped(all));
        facts.put("classes", Integer.toString(classes()));
      }
    }
    return facts;
  }

  private static String target(boolean normalised) {
    return normalised ? "pixels, normalised by patch" : "pixels";
  }

  private int classes() {
    return ((ClassifierConfig) config.head()).classes();
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  @Override
  public String usage(String address) {
    if (config.kind() == ModelKind.CLASSIFIER) {
      return classifying(address);
    }
    return """
    ```java
    Criteria<Path, float[]> criteria =
        Criteria.builder()
            .setTypes(Path.class, float[].class)
            .optModelUrls("%s")
            .build();
    try (ZooModel<Path, float[]> model = criteria.loadModel();
        Predictor<Path, float[]> predictor = model.newPredictor()) {
      float[] feature = predictor.predict(path);
      System.out.println(feature.length); // %s
    }
    ```

    `setTypes(Path.class, NDList.class)` gives the maps of the %s stages%s.
    """
        .formatted(
            address,
            config.encoder().featureDim(),
            config.encoder().stages(),
            config.kind().masked()
                ? ", `setTypes(Path.class, Image.class)` the reconstruction of a masked image"
                : "");
  }

  private static String classifying(String address) {
    return """
    ```java
    Criteria<Path, Classifications> criteria =
        Criteria.builder()
            .setTypes(Path.class, Classifications.class)
            .optModelUrls("%s")
            .build();
    try (ZooModel<Path, Classifications> model = criteria.loadModel();
        Predictor<Path, Classifications> predictor = model.newPredictor()) {
      System.out.println(predictor.predict(path).best());
    }
    ```

    `.optArgument("head", "false")` gives its encoder: `setTypes(Path.class, float[].class)` the pooled feature.
    """
        .formatted(address);
  }
}
