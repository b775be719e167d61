package io.greenmim.text.align;

import ai.djl.Application;
import io.greenmim.config.ImageSize;
import io.greenmim.zoo.PublishableModel;
import io.greenmim.zoo.ZooKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model of images and sentences as a zoo offers it.
 *
 * @param config its configuration
 */
record PublishableAligned(AlignedConfig config) implements PublishableModel {

  @Override
  public String defaultId() {
    return config.variant() + "_text";
  }

  @Override
  public Application application() {
    return Application.CV.ANY;
  }

  @Override
  public List<String> files() {
    return AlignedFolder.textFiles(config);
  }

  @Override
  public String description() {
    ImageSize size = config.encoder().imageSize();
    return "%s for images of %s x %s pixels and for sentences, vectors of %s numbers for both."
        .formatted(config.variant(), size.height(), size.width(), config.size());
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("family", config.encoder().family());
    properties.putAll(config.encoder().traits());
    properties.putAll(ZooKind.images(config.encoder().imageSize(), config.preprocessing()));
    properties.put("pretrained", "true");
    properties.put("method", "aligned");
    return properties;
  }

  @Override
  public Map<String, String> facts(Map<String, Long> parameters) {
    long all = parameters.values().stream().mapToLong(Long::longValue).sum();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("variant", config.variant());
    facts.put("method", "image and sentence encoders aligned (arXiv 2111.07991, 2303.15343)");
    facts.put("parameters", String.format(Locale.ROOT, "%,d", all));
    facts.put(
        "sentences", "%s of the engine %s".formatted(config.text().file(), config.text().engine()));
    facts.put("numbers of a vector", Integer.toString(config.size()));
    return facts;
  }

  @Override
  public String usage(String address) {
    return """
    ```java
    Criteria<VisionLanguageInput, Classifications> criteria =
        Criteria.builder()
            .setTypes(VisionLanguageInput.class, Classifications.class)
            .optModelUrls("%s")
            .optTranslatorFactory(new ZeroShotImageClassificationTranslatorFactory())
            .build();
    try (ZooModel<VisionLanguageInput, Classifications> model = criteria.loadModel();
        Predictor<VisionLanguageInput, Classifications> predictor = model.newPredictor()) {
      String[] candidates = {"a photo of a cat", "a photo of a dog"};
      System.out.println(predictor.predict(new VisionLanguageInput(image, candidates)));
    }
    ```

    `setTypes(Path.class, float[].class)` gives the vector of an image, `setTypes(String.class, float[].class)` that
    of a sentence, without a translator factory; `setTypes(Path.class, Classifications.class)` with the arguments
    `classes` and `prompt` tells which of some names an image fits best. It needs `io.greenmim:greenmim-text` on the class path too.
    """
        .formatted(address);
  }
}
