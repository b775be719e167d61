package io.greenmim.train.scene;

import java.util.ArrayList;
import java.util.List;

/** Says what a scene shows: every solid from left to right, and the wall. */
final class SceneWords {

  private SceneWords() {}

  /** What a solid is called. */
  static String kind(SolidShape shape) {
    return switch (shape) {
      case SPHERE -> "ball";
      case CYLINDER -> "cylinder";
      case CONE -> "cone";
      case TORUS -> "ring";
      case CUBE -> "cube";
    };
  }

  /** A solid as it is told. */
  static String solid(SolidShape shape, Texture texture, SceneHue hue) {
    String coloured = hue.word() + " " + kind(shape);
    String told =
        switch (texture) {
          case PLAIN -> coloured;
          case CHECKER -> "chequered " + coloured;
          case STRIPES -> coloured + " with stripes";
          case WOOD -> "wooden " + coloured;
          case CLOUDS -> "cloudy " + coloured;
        };
    return (told.startsWith("orange") ? "an " : "a ") + told;
  }

  /** The caption of a scene. */
  static String caption(List<String> solids, Texture wall) {
    String before =
        switch (wall) {
          case PLAIN -> "a plain wall";
          case CHECKER -> "a chequered wall";
          case STRIPES -> "stripes";
          case WOOD -> "wood";
          case CLOUDS -> "clouds";
        };
    List<String> parts = new ArrayList<>();
    parts.add(solids.get(0) + " before " + before);
    parts.addAll(solids.subList(1, solids.size()));
    return String.join(", beside ", parts);
  }
}
