package io.greenmim.train.config;

import java.util.Iterator;
import java.util.List;

/** The texts that a setting takes, where they are known only when the program runs. */
public interface Choices extends Iterable<String> {

  /**
   * Returns the texts.
   *
   * @return names, as help lists them
   */
  List<String> names();

  /**
   * Returns the one that holds where none is given.
   *
   * @return one of the names
   */
  String usual();

  @Override
  default Iterator<String> iterator() {
    return names().iterator();
  }
}
