package io.greenmim.train.scene;

/** A solid seen from the front, as a field of surface normals over the square [-1, 1] x [-1, 1]. */
enum SolidShape {
  SPHERE {
    @Override
    boolean normal(double x, double y, double[] n) {
      double depth = 1 - x * x - y * y;
      return depth >= 0 && set(n, x, y, Math.sqrt(depth));
    }
  },
  CYLINDER {
    @Override
    boolean normal(double x, double y, double[] n) {
      double u = x / CYLINDER_WIDTH;
      double lid = y + 1 - CYLINDER_LID * (1 + Math.sqrt(Math.max(0, 1 - u * u)));
      if (Math.abs(u) > 1 || y > 1 - CYLINDER_LID * (1 - Math.sqrt(1 - u * u))) {
        return false;
      }
      double back = y + 1 - CYLINDER_LID * (1 - Math.sqrt(1 - u * u));
      if (back < 0) {
        return false;
      }
      return lid < 0 ? set(n, 0, -1, 0.4) : set(n, u, 0, Math.sqrt(1 - u * u));
    }
  },
  CONE {
    @Override
    boolean normal(double x, double y, double[] n) {
      double half = (y + 1) / 2;
      if (half <= 0 || Math.abs(x) > half) {
        return false;
      }
      double u = x / half;
      double side = Math.sqrt(1 - u * u);
      return y <= 1 - CYLINDER_LID * (1 - side) && set(n, u, -0.4, side);
    }
  },
  TORUS {
    @Override
    boolean normal(double x, double y, double[] n) {
      double radius = Math.hypot(x, y);
      double u = (radius - TORUS_RADIUS) / TORUS_TUBE;
      if (Math.abs(u) > 1) {
        return false;
      }
      return set(n, u * x / radius, u * y / radius, Math.sqrt(1 - u * u));
    }
  },
  CUBE {
    @Override
    boolean normal(double x, double y, double[] n) {
      double slope = 0.5 * Math.abs(x) / CUBE_WIDTH;
      if (Math.abs(x) > CUBE_WIDTH || y > 1 - slope || y < -1 + slope) {
        return false;
      }
      if (y < -slope) {
        return set(n, 0, -1, 0.3);
      }
      return x < 0 ? set(n, -0.8, 0.3, 0.5) : set(n, 0.8, 0.3, 0.5);
    }
  };

  private static final double CYLINDER_WIDTH = 0.65;
  private static final double CYLINDER_LID = 0.15;
  private static final double TORUS_RADIUS = 0.68;
  private static final double TORUS_TUBE = 0.32;
  private static final double CUBE_WIDTH = 0.87;

  /**
   * Finds the surface normal at a point.
   *
   * @param x abscissa, to the right
   * @param y ordinate, downwards
   * @param n takes the normal: right, down, towards the viewer; not of unit length everywhere
   * @return whether the solid covers the point
   */
  abstract boolean normal(double x, double y, double[] n);

  private static boolean set(double[] n, double x, double y, double z) {
    n[0] = x;
    n[1] = y;
    n[2] = z;
    return true;
  }
}
