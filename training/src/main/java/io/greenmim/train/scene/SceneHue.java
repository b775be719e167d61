package io.greenmim.train.scene;

import java.util.Locale;

/** A hue that has a word of its own; any two are told apart. */
enum SceneHue {
  RED(0.0f),
  ORANGE(0.08f),
  YELLOW(0.16f),
  GREEN(0.34f),
  TURQUOISE(0.49f),
  BLUE(0.63f),
  PURPLE(0.77f),
  PINK(0.89f);

  private final float hue;

  SceneHue(float hue) {
    this.hue = hue;
  }

  /** The hue, in [0, 1). */
  float hue() {
    return hue;
  }

  /** The word in a caption. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
