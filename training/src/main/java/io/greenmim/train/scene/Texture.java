package io.greenmim.train.scene;

/** A pattern between two colours. */
enum Texture {
  PLAIN {
    @Override
    double mix(double x, double y, long seed) {
      return 0.15 * noise(x * 3, y * 3, seed);
    }
  },
  CHECKER {
    @Override
    double mix(double x, double y, long seed) {
      return Math.floorMod((int) Math.floor(x * 6) + (int) Math.floor(y * 6), 2);
    }
  },
  STRIPES {
    @Override
    double mix(double x, double y, long seed) {
      return 0.5 + 0.5 * Math.sin(25 * (x + 0.6 * y));
    }
  },
  WOOD {
    @Override
    double mix(double x, double y, long seed) {
      double ring = Math.hypot(x + 2, (y - 0.5) * 0.4) * 9 + 1.5 * noise(x * 4, y * 9, seed);
      return 0.5 + 0.5 * Math.sin(2 * Math.PI * ring);
    }
  },
  CLOUDS {
    @Override
    double mix(double x, double y, long seed) {
      double sum = noise(x * 3, y * 3, seed) + 0.5 * noise(x * 7, y * 7, seed + 1);
      return (sum + 0.25 * noise(x * 15, y * 15, seed + 2)) / 1.75;
    }
  };

  /**
   * Mixes two colours.
   *
   * @param x abscissa; a picture is about one wide
   * @param y ordinate
   * @param seed seed of what is random in the pattern
   * @return share of the second colour, in [0, 1]
   */
  abstract double mix(double x, double y, long seed);

  /** Value noise (Perlin's lattice with values in place of gradients), in [0, 1]. */
  static double noise(double x, double y, long seed) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double u = smooth(x - column);
    double v = smooth(y - row);
    double top = lattice(column, row, seed) * (1 - u) + lattice(column + 1, row, seed) * u;
    double bottom =
        lattice(column, row + 1, seed) * (1 - u) + lattice(column + 1, row + 1, seed) * u;
    return top * (1 - v) + bottom * v;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  /** A value of a lattice point, a hash of its place and the seed. */
  private static double lattice(int column, int row, long seed) {
    long hash = seed + column * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL;
    hash = (hash ^ (hash >>> 31)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 29)) * 0x94D049BB133111EBL;
    return (hash >>> 11) * 0x1p-53;
  }
}
