package io.greenmim.detect.match;

/** What a candidate is to the losses. */
public final class Label {

  /** Neither object nor background: no loss sees it. */
  public static final byte IGNORED = -1;

  /** Background. */
  public static final byte NEGATIVE = 0;

  /** An object. */
  public static final byte POSITIVE = 1;

  private Label() {}
}
