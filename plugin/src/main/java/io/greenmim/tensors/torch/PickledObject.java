package io.greenmim.tensors.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An object of a class that is not known here: its class's name and what it was made of. */
final class PickledObject {

  private final String className;
  private final List<Object> arguments;
  private final PickledDict entries = new PickledDict();
  private final List<Object> items = new ArrayList<>(0);
  private Object state;

  PickledObject(String className, Object... arguments) {
    this.className = className;
    this.arguments = Arrays.asList(arguments); // may hold nulls
  }

  /** Dotted name of the class. */
  String className() {
    return className;
  }

  /** What its constructor would have been called with. */
  List<Object> arguments() {
    return arguments;
  }

  /** Its pairs, if the class is a kind of dictionary. */
  PickledDict entries() {
    return entries;
  }

  /** Its items, if the class is a kind of list. */
  List<Object> items() {
    return items;
  }

  /** Its attributes, mostly a dictionary; or null. */
  Object state() {
    return state;
  }

  void state(Object newState) {
    state = newState;
  }
}
