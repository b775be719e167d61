package io.greenmim.cli.search;

import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands that find images. */
public final class SearchCommands {

  private SearchCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        CommandGroup.of(
            "search",
            "Finds images by example or by words, in an index on disk.",
            new SearchIndexCommand(),
            new SearchQueryCommand(),
            new SearchDuplicatesCommand()));
  }
}
