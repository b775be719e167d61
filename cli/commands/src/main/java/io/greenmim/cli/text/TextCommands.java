package io.greenmim.cli.text;

import java.util.List;

/** The commands for images and sentences. */
public final class TextCommands {

  private TextCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(new AlignCommand());
  }
}
