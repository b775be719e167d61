package io.greenmim.detect.zoo;

import ai.djl.Application;
import ai.djl.Application.CV;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.weights.DetectorTensors;
import io.greenmim.zoo.PublishableModel;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A detector as a zoo offers it.
 *
 * @param config its configuration
 */
record PublishableDetector(DetectorConfig config) implements PublishableModel {

  private static final int SHOWN = 10;

  private boolean masks() {
    return config.roi().mask() != null;
  }

  @Override
  public String defaultId() {
    return config.variant() + "_detector";
  }

  @Override
  public Application application() {
    return masks() ? CV.INSTANCE_SEGMENTATION : CV.OBJECT_DETECTION;
  }

  @Override
  public String description() {
    return "%s, a detector of %s classes with %s."
        .formatted(config.variant(), config.classes(), masks() ? "boxes and masks" : "boxes");
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("family", "mask_rcnn");
    boolean named = DetectorVariants.names().contains(config.variant());
    String variant = config.variant();
    properties.put("size", named ? variant.substring(variant.lastIndexOf('_') + 1) : "custom");
    properties.putAll(config.encoder().traits());
    properties.put("classes", Integer.toString(config.classes()));
    properties.put("masks", Boolean.toString(masks()));
    properties.put("pretrained", "true");
    properties.put("method", "detector");
    return properties;
  }

  @Override
  public Map<String, String> facts(Map<String, Long> parameters) {
    long all = 0;
    long encoder = 0;
    for (Map.Entry<String, Long> parameter : parameters.entrySet()) {
      all += parameter.getValue();
      boolean ofEncoder = parameter.getKey().startsWith(DetectorTensors.BACKBONE);
      encoder += ofEncoder ? parameter.getValue() : 0;
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("variant", config.variant());
    facts.put("method", "Mask R-CNN (arXiv 1703.06870) on a feature pyramid (arXiv 1612.03144)");
    facts.put("parameters", String.format(Locale.ROOT, "%,d", all));
    facts.put("parameters of the encoder", String.format(Locale.ROOT, "%,d", encoder));
    facts.put("finds", masks() ? "boxes and masks" : "boxes");
    facts.put("classes", Integer.toString(config.classes()));
    String first =
        config.categories().stream()
            .limit(SHOWN)
            .map(Category::name)
            .collect(Collectors.joining(", "));
    facts.put("categories", config.classes() > SHOWN ? first + " and others" : first);
    return facts;
  }

  @Override
  public String usage(String address) {
    return """
    ```java
    Criteria<Path, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(Path.class, DetectedObjects.class)
            .optModelUrls("%s")
            .build();
    try (ZooModel<Path, DetectedObjects> model = criteria.loadModel();
        Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
      DetectedObjects found = predictor.predict(path); // of the upright picture
    }
    ```

    It needs the detection module on the class path too. `optArgument("threshold", "0.5")` answers
    only detections of at least that score.
    """
        .formatted(address);
  }
}
