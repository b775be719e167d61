package io.greenmim.image.read;

/** From inks to light without a colour profile. */
final class Inks {

  private Inks() {}

  /**
   * What an ink leaves of the light.
   *
   * @param ink cyan, magenta or yellow, 0 to most
   * @param light what black leaves, 0 to most
   * @param most the largest sample
   * @return {@code light (most - ink) / most}, rounded
   */
  static int light(int ink, int light, int most) {
    return light - (int) (((long) ink * light + most / 2) / most);
  }
}
