package io.greenmim.zoo;

import io.greenmim.config.ModelConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The text that goes with a published model.
 *
 * @param artifactId id of the artifact
 * @param request how the model is published
 * @param description what the model is
 * @param config configuration of the model
 * @param parameters number of parameters
 * @param training facts of the training by label
 */
record ModelCard(
    String artifactId,
    PublishRequest request,
    String description,
    ModelConfig config,
    Parameters parameters,
    Map<String, String> training) {

  /** Name of the file beside the weights. */
  static final String NAME = "MODEL_CARD.md";

  /**
   * Numbers of parameters.
   *
   * @param encoder those of the encoder
   * @param all those of the whole model
   */
  record Parameters(long encoder, long all) {}

  /** Formats the card as Markdown. */
  String toMarkdown() {
    return """
    # %s %s

    %s

    Licence: [%s](%s)

    | fact | value |
    | --- | --- |
    %s
    ## Use

    With the GreenMIM plugin on the class path; ZOO is the folder or web address of this zoo:

    ```java
    Criteria<Image, float[]> criteria =
        Criteria.builder()
            .setTypes(Image.class, float[].class)
            .optModelUrls("greenmim://%s/%s?zoo=ZOO")
            .build();
    try (ZooModel<Image, float[]> model = criteria.loadModel();
        Predictor<Image, float[]> predictor = model.newPredictor()) {
      float[] feature = predictor.predict(ImageFactory.getInstance().fromFile(path));
      System.out.println(feature.length); // %d
    }
    ```

    `setTypes(Image.class, NDList.class)` gives the maps of the %d stages%s.
    """
        .formatted(
            artifactId,
            request.version(),
            description,
            request.license().name(),
            request.license().url(),
            table(),
            artifactId,
            request.version(),
            config.encoder().featureDim(),
            config.encoder().stages(),
            config.kind().masked()
                ? ", `setTypes(Image.class, Image.class)` the reconstruction of a masked image"
                : "");
  }

  private String table() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("variant", config.variant());
    facts.put("image size", "%1$d x %1$d pixels".formatted(config.encoder().imageSize()));
    facts.put("parameters of the encoder", grouped(parameters.encoder()));
    facts.putAll(headFacts());
    facts.putAll(training);
    StringBuilder rows = new StringBuilder();
    facts.forEach((label, value) -> rows.append("| %s | %s |%n".formatted(label, value)));
    return rows.toString().replace(System.lineSeparator(), "\n");
  }

  private Map<String, String> headFacts() {
    Map<String, String> facts = new LinkedHashMap<>();
    switch (config.kind()) {
      case ENCODER -> {}
      case GREENMIM -> {
        facts.put("parameters with the decoder", grouped(parameters.all()));
        facts.put("method", "GreenMIM, masked image modelling (arXiv 2205.13515)");
        facts.put("mask ratio", Double.toString(config.mim().maskRatio()));
        facts.put(
            "target", config.mim().normaliseTarget() ? "pixels, normalised by patch" : "pixels");
      }
      case SIMMIM -> {
        facts.put("parameters with the head", grouped(parameters.all()));
        facts.put("method", "SimMIM, masked image modelling (arXiv 2111.09886)");
        facts.put("mask ratio", Double.toString(config.simmim().maskRatio()));
        facts.put("target", "pixels");
      }
      case CLASSIFIER -> {
        facts.put("parameters with the head", grouped(parameters.all()));
        facts.put("classes", Integer.toString(config.classifier().classes()));
      }
    }
    return facts;
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
