package io.greenmim.train.report;

import io.greenmim.config.Checks;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is needed to tell where a run's results come from: {@code manifest.json}. It is written when
 * the run starts, and again when it ends.
 *
 * @param versions versions of the software
 * @param seed seed of the run
 * @param dataListHash hash of the sorted list of the images that were used, in hexadecimal digits
 * @param imageCount number of images used, not negative
 * @param unreadableCount number of files skipped because they could not be read, not negative
 * @param device device of the run, such as {@code cpu} or {@code gpu:0}
 * @param commandLine arguments of the command, every option with its value in force
 * @param options every option of the run by its name in the configuration, defaults included
 * @param startedAt when the run was started first, ISO 8601 in UTC, such as {@code
 *     2026-01-31T12:00:00Z}
 * @param starts every start of the run, the first one first
 * @param end how the last start ended; null while it runs, and if it was killed
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
    Map<String, Object> options,
    String startedAt,
    List<Start> starts,
    End end,
    double wallSeconds) {

  /** Name of the file in the folder of a run. */
  public static final String NAME = "manifest.json";

  /**
   * A start of a run: its first one, or a resumption.
   *
   * @param at when, as {@code startedAt} is written
   * @param step optimiser steps that had been taken before
   * @param machine name of the machine
   * @param process number of the process
   * @param commandLine arguments of the command
   */
  public record Start(
      String at, long step, String machine, long process, List<String> commandLine) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code at} is no instant
     */
    public Start {
      requireInstant("starts: at", at);
      Objects.requireNonNull(machine, "machine");
      commandLine = List.copyOf(commandLine);
    }
  }

  /**
   * The end of a run, or where it was stopped.
   *
   * @param at when, as {@code startedAt} is written
   * @param step optimiser steps that had been taken
   * @param finished whether these were all
   */
  public record End(String at, long step, boolean finished) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if {@code at} is no instant
     */
    public End {
      requireInstant("end: at", at);
    }
  }

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
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    starts = List.copyOf(starts);
    Checks.that(
        imageCount >= 0 && unreadableCount >= 0,
        "imageCount, unreadableCount: expected at least 0, got %s and %s",
        imageCount,
        unreadableCount);
    Checks.that(
        wallSeconds >= 0 && Double.isFinite(wallSeconds),
        "wallSeconds: expected a finite number, not negative, got %s",
        wallSeconds);
    requireInstant("startedAt", startedAt);
  }

  private static void requireInstant(String what, String text) {
    Checks.that(
        text.endsWith("Z"), "%s: expected a time in UTC that ends in Z, got %s", what, text);
    try {
      Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          what + ": expected a time such as 2026-01-31T12:00:00Z, got " + text, e);
    }
  }

  /**
   * Returns this manifest as that of a resumption.
   *
   * @param previous manifest of the run before
   * @return this manifest, started when the previous one was, with the starts of both
   */
  public RunManifest resuming(RunManifest previous) {
    List<Start> all = new ArrayList<>(previous.starts);
    all.addAll(starts);
    return new RunManifest(
        versions,
        seed,
        dataListHash,
        imageCount,
        unreadableCount,
        device,
        commandLine,
        options,
        previous.startedAt,
        all,
        end,
        wallSeconds);
  }

  /**
   * Returns this manifest with its end.
   *
   * @param how how the run ended
   * @param unreadable number of files skipped because they could not be read
   * @param seconds wall time in seconds, summed over resumes
   * @return the manifest of the run that has ended
   */
  public RunManifest ended(End how, int unreadable, double seconds) {
    return new RunManifest(
        versions,
        seed,
        dataListHash,
        imageCount,
        unreadable,
        device,
        commandLine,
        options,
        startedAt,
        starts,
        how,
        seconds);
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
   * Reads {@code manifest.json}, also one of a version that wrote it at the end of a run alone.
   *
   * @param folder folder of the run
   * @return the manifest
   * @throws IOException if there is none or it is not valid
   */
  public static RunManifest read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    Map<String, Object> values = ConfigFile.readMap(file);
    if (!values.containsKey("starts")) {
      Map<String, Object> only = new LinkedHashMap<>();
      only.put("at", values.get("startedAt"));
      only.put("step", 0);
      only.put("machine", "unknown");
      only.put("process", 0);
      only.put("commandLine", values.get("commandLine"));
      values.put("starts", List.of(only));
      values.put("options", Map.of());
    }
    return ConfigFile.map(RunManifest.class, values, file);
  }
}
