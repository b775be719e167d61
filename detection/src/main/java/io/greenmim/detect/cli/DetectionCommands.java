package io.greenmim.detect.cli;

import io.greenmim.train.cli.CommandProvider;
import java.util.List;

/** Adds the commands of this module to {@code greenmim}. */
public final class DetectionCommands implements CommandProvider {

  /** For the service loader. */
  public DetectionCommands() {}

  @Override
  public List<Object> commands() {
    return List.of(new DataCommand(), new DetectCommand());
  }
}
