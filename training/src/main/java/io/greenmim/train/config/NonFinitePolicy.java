package io.greenmim.train.config;

/** What a run does about a step whose loss or gradient is not finite; weights never move by it. */
public enum NonFinitePolicy {
  /** The run ends; its last checkpoint stays. */
  STOP,
  /** The step is left out and counted, unless there are too many of them. */
  SKIP;

  /** Most in a row: what many batches after one another show is no accident of the data. */
  public static final long MOST_IN_A_ROW = 10;

  /** In a run of any length so many may be skipped. */
  public static final long ALWAYS_ALLOWED = 10;

  /** One of so many steps of a long run may be skipped. */
  public static final long ONE_OF = 100;
}
