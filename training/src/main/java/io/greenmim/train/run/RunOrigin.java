package io.greenmim.train.run;

import ai.djl.engine.Engine;
import io.greenmim.train.device.HostName;
import io.greenmim.train.device.Placement;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.state.RunState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run was started with, for its manifest.
 *
 * @param commandLine the words that repeat the run
 * @param options every option of the run by its name in the configuration
 * @param placement what it is trained on
 */
public record RunOrigin(
    List<String> commandLine, Map<String, Object> options, Placement placement) {

  private static final String INITIAL_WEIGHTS = "initialWeights";

  /** Copies the values, and adds the placement to the options. */
  public RunOrigin {
    commandLine = List.copyOf(commandLine);
    Map<String, Object> all = new LinkedHashMap<>(options);
    all.put(
        "placement",
        Map.of(
            "devices",
            placement.deviceNames(),
            "precision",
            placement.precision().name().toLowerCase(Locale.ROOT),
            "recompute",
            placement.recompute()));
    options = Collections.unmodifiableMap(all);
  }

  /** The same, with what the weights to start from are. */
  RunOrigin startingFrom(String summary) {
    Map<String, Object> all = new LinkedHashMap<>(options);
    all.put(INITIAL_WEIGHTS, summary);
    return new RunOrigin(commandLine, all, placement);
  }

  /** What the weights to start from are, if they were not all drawn. */
  Optional<String> initialWeights() {
    return Optional.ofNullable(options.get(INITIAL_WEIGHTS)).map(Object::toString);
  }

  /**
   * Makes the manifest of a run that begins.
   *
   * @param start where it begins
   * @param unreadable files that could not be read so far
   * @param now the time, as manifests have it
   * @return the manifest without an end
   */
  RunManifest manifest(RunState start, int unreadable, String now) {
    Engine engine = Engine.getInstance();
    String version = RunOrigin.class.getPackage().getImplementationVersion();
    RunManifest.Versions versions =
        RunManifest.Versions.ofThisJvm(
            version == null ? "development" : version,
            Engine.getDjlVersion(),
            engine.getEngineName() + " " + engine.getVersion());
    RunManifest.Start begun =
        new RunManifest.Start(
            now, start.step(), HostName.get(), ProcessHandle.current().pid(), commandLine);
    return new RunManifest(
        versions,
        start.seed(),
        start.dataListHash(),
        start.imageCount(),
        unreadable,
        String.join(", ", placement.deviceNames()),
        commandLine,
        options,
        now,
        List.of(begun),
        null,
        start.wallSeconds());
  }
}
