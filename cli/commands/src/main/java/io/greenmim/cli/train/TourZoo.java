package io.greenmim.cli.train;

import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.ZooPublisher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * The zoo of the quick start.
 *
 * @param folder its folder
 */
record TourZoo(Path folder) {

  /** Publishes the model in a folder; returns its address. */
  URI publish(Path model, String artifact, String description) throws IOException {
    return new ZooPublisher(folder)
        .publish(
            model,
            new PublishRequest(
                artifact, PublishRequest.FIRST_VERSION, ModelLicense.UNSTATED, description, false))
        .address();
  }
}
