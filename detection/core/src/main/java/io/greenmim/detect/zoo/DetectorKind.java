package io.greenmim.detect.zoo;

import ai.djl.nn.BlockFactory;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.translate.DetectionTranslatorFactory;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.DetectorTensors;
import io.greenmim.translate.ImageTranslatorFactory;
import io.greenmim.zoo.PublishableModel;
import io.greenmim.zoo.ZooKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** Detectors. */
public final class DetectorKind implements ZooKind {

  /** Makes the kind; {@code ServiceLoader} does it. */
  public DetectorKind() {}

  @Override
  public BlockFactory blocks() {
    return new DetectorBlockFactory();
  }

  @Override
  public ImageTranslatorFactory translators() {
    return new DetectionTranslatorFactory();
  }

  @Override
  public boolean describes(Map<String, Object> config) {
    return config.containsKey(DetectorFolder.MARK);
  }

  @Override
  public PublishableModel read(Path folder) throws IOException {
    return new PublishableDetector(DetectorFolder.readConfig(folder));
  }

  @Override
  public OptionalLong parameters(String variant) {
    if (!DetectorVariants.names().contains(variant)) {
      return OptionalLong.empty();
    }
    DetectorConfig config = DetectorVariants.of(variant, CocoCategories.all());
    return OptionalLong.of(
        DetectorTensors.of(config).values().stream()
            .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
            .sum());
  }
}
