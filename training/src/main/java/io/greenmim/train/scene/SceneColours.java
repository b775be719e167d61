package io.greenmim.train.scene;

/** What the colours of solids tell. */
public enum SceneColours {
  /** Nothing: a solid of any kind may have any colour. */
  ANY,
  /** The kind: each has hues of its own, so that little training tells one from another. */
  BY_KIND
}
