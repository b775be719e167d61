package io.greenmim.cli.machine;

import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands that tell of this program and the machine. */
public final class MachineCommands {

  private MachineCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        CommandGroup.of(
            "kernels",
            "Hands out the engine functions that half-blocks of transformers run in.",
            new KernelsExportCommand()),
        new DoctorCommand(),
        new CompletionCommand());
  }
}
