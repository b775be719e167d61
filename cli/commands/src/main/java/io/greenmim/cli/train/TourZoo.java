package io.greenmim.cli.train;

import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.ZooPublisher;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;

/**
 * The zoo of the quick start.
 *
 * @param folder its folder
 * @param out takes the addresses of what is published
 */
record TourZoo(Path folder, PrintWriter out) {

  /** Publishes the model in a folder; tells and returns its address. */
  URI publish(Path model, String artifact, String description) throws IOException {
    URI address =
        new ZooPublisher(folder)
            .publish(
                model,
                new PublishRequest(
                    artifact,
                    PublishRequest.FIRST_VERSION,
                    ModelLicense.UNSTATED,
                    description,
                    false))
            .address();
    out.println("published " + address);
    out.flush();
    return address;
  }
}
