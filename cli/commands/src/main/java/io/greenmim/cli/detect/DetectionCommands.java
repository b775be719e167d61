package io.greenmim.cli.detect;

import io.greenmim.cli.CommandProvider;
import java.util.List;
import java.util.Map;

/** Adds the commands of this module to {@code greenmim}. */
public final class DetectionCommands implements CommandProvider {

  /** For the service loader. */
  public DetectionCommands() {}

  @Override
  public List<Object> commands() {
    return List.of(new DataCommand(), new DetectCommand());
  }

  @Override
  public Map<String, List<Object>> subcommands() {
    return Map.of("bench", List.of(new BenchDetectCommand()));
  }
}
