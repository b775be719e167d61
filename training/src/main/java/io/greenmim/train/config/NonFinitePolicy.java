package io.greenmim.train.config;

/** What a run does about a step whose loss or gradient is not finite; weights never move by it. */
public enum NonFinitePolicy {
  /** The run ends; its last checkpoint stays. */
  STOP,
  /** The step is left out and counted, unless there are too many of them. */
  SKIP
}
