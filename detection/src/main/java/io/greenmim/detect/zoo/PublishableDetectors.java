package io.greenmim.detect.zoo;

import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.zoo.PublishableKind;
import io.greenmim.zoo.PublishableModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Lets detectors be published. */
public final class PublishableDetectors implements PublishableKind {

  /** Makes the kind; {@code ServiceLoader} does it. */
  public PublishableDetectors() {}

  @Override
  public Optional<PublishableModel> read(Path folder) throws IOException {
    return DetectorFolder.isDetector(folder)
        ? Optional.of(new PublishableDetector(DetectorFolder.readConfig(folder)))
        : Optional.empty();
  }
}
