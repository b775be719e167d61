package io.greenmim.detect.zoo;

import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.translate.DetectionTranslatorFactory;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.DetectorTensors;
import io.greenmim.zoo.ModelFactories;
import io.greenmim.zoo.PublishableKind;
import io.greenmim.zoo.PublishableModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Lets detectors be published, and their architectures be listed. */
public final class PublishableDetectors implements PublishableKind {

  /** The classes of detectors. */
  static final ModelFactories FACTORIES =
      new ModelFactories(
          DetectorBlockFactory.class,
          DetectionTranslatorFactory.class,
          DetectionTranslatorFactory.ARGUMENTS);

  /** Makes the kind; {@code ServiceLoader} does it. */
  public PublishableDetectors() {}

  @Override
  public Optional<PublishableModel> read(Path folder) throws IOException {
    return DetectorFolder.isDetector(folder)
        ? Optional.of(new PublishableDetector(DetectorFolder.readConfig(folder)))
        : Optional.empty();
  }

  @Override
  public ModelFactories factories() {
    return FACTORIES;
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
