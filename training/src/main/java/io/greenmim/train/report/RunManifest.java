package io.greenmim.train.report;

import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;

/**
 * What is needed to tell where a run's results come from: {@code manifest.json}.
 *
 * @param versions versions of the software
 * @param seed seed of the run
 * @param dataListHash hash of the sorted list of the images that were used, in hexadecimal digits
 * @param imageCount number of images used, not negative
 * @param unreadableCount number of files skipped because they could not be read, not negative
 * @param device device of the run, such as {@code cpu} or {@code gpu:0}
 * @param commandLine arguments of the command
 * @param startedAt when the run was started first, ISO 8601 in UTC, such as {@code
 *     2026-01-31T12:00:00Z}
 * @param wallSeconds wall time in seconds, summed over resumes; finite, not negative
 */
public record RunManifest(
    Versions versions,
    long seed,
    String dataListHash,
    int imageCount,
    int unreadableCount,
    String device,
    List<String> commandLine,
    String startedAt,
    double wallSeconds) {

  /** Name of the file in the folder of a run. */
  public static final String NAME = "manifest.json";

  /**
   * Versions of the software of a run.
   *
   * @param greenmim version of this project
   * @param djl version of the Deep Java Library
   * @param engine name and version of the engine
   * @param java version of the Java machine
   * @param system operating system and processor architecture
   */
  public record Versions(String greenmim, String djl, String engine, String java, String system) {

    /**
     * Checks that every version is given.
     *
     * @throws NullPointerException if one is missing
     */
    public Versions {
      Objects.requireNonNull(greenmim, "greenmim");
      Objects.requireNonNull(djl, "djl");
      Objects.requireNonNull(engine, "engine");
      Objects.requireNonNull(java, "java");
      Objects.requireNonNull(system, "system");
    }

    /**
     * Adds what this Java machine says of itself.
     *
     * @param greenmim version of this project
     * @param djl version of the Deep Java Library
     * @param engine name and version of the engine
     * @return the versions
     */
    public static Versions ofThisJvm(String greenmim, String djl, String engine) {
      return new Versions(
          greenmim,
          djl,
          engine,
          System.getProperty("java.version"),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a number is outside its range or {@code startedAt} is no
   *     instant
   */
  public RunManifest {
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(dataListHash, "dataListHash");
    Objects.requireNonNull(device, "device");
    commandLine = List.copyOf(commandLine);
    if (imageCount < 0 || unreadableCount < 0) {
      throw new IllegalArgumentException(
          "imageCount, unreadableCount: expected at least 0, got "
              + imageCount
              + " and "
              + unreadableCount);
    }
    if (!(wallSeconds >= 0 && Double.isFinite(wallSeconds))) {
      throw new IllegalArgumentException(
          "wallSeconds: expected a finite number, not negative, got " + wallSeconds);
    }
    if (!startedAt.endsWith("Z")) {
      throw new IllegalArgumentException(
          "startedAt: expected a time in UTC that ends in Z, got " + startedAt);
    }
    try {
      Instant.parse(startedAt);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "startedAt: expected a time such as 2026-01-31T12:00:00Z, got " + startedAt, e);
    }
  }

  /**
   * Returns this manifest with the start and the wall time of the run that it resumes.
   *
   * @param previous manifest of the run before
   * @return this manifest, started when the previous one was, the wall times added
   */
  public RunManifest resuming(RunManifest previous) {
    return new RunManifest(
        versions,
        seed,
        dataListHash,
        imageCount,
        unreadableCount,
        device,
        commandLine,
        previous.startedAt,
        previous.wallSeconds + wallSeconds);
  }

  /**
   * Writes {@code manifest.json} whole or not at all.
   *
   * @param folder folder of the run
   * @throws IOException if it cannot be written; then the old one is untouched
   */
  public void write(Path folder) throws IOException {
    ConfigFile.write(folder.resolve(NAME), this);
  }

  /**
   * Reads {@code manifest.json}.
   *
   * @param folder folder of the run
   * @return the manifest
   * @throws IOException if there is none or it is not valid
   */
  public static RunManifest read(Path folder) throws IOException {
    return ConfigFile.read(RunManifest.class, folder.resolve(NAME));
  }
}
