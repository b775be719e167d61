package io.greenmim.zoo;

import java.net.URI;
import java.nio.file.Path;

/**
 * A model in a zoo.
 *
 * @param artifactId id of the artifact
 * @param version version of the artifact
 * @param folder folder of the version's files
 * @param address address that {@code Criteria.optModelUrls} takes on this machine
 */
public record PublishedModel(String artifactId, String version, Path folder, URI address) {}
