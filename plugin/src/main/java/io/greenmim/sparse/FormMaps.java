package io.greenmim.sparse;

import io.greenmim.config.Checks;

/**
 * What a form of the submanifold convolution reads, on the host: made once a mask on the loader's
 * threads, shared by the layers of a stage. Immutable; arrays are not copied.
 *
 * @param sites the sites
 * @param form the form
 * @param kernel side k of the kernel
 * @param side sites q per side of a block; 0 where there are none
 * @param inputs for each block its (q + k - 1)^2 tokens, -1 for none; those of one image where all
 *     share one mask, else rows of the flat tokens
 * @param outputs for each token its block x q^2 + its place in it, row-major
 * @param taps number of the kernel's tap between each output and each input of a matrix, -1 for
 *     none: q^2 x (q + k - 1)^2, or n x n
 */
record FormMaps(
    Sites sites,
    ConvolutionForm form,
    int kernel,
    int side,
    int[] inputs,
    int[] outputs,
    int[] taps) {

  private static final int[] NONE = new int[0];

  /**
   * Makes the maps of a form.
   *
   * @throws IllegalArgumentException if the form is not possible at the sites
   */
  static FormMaps of(Sites sites, ConvolutionForm form, int kernel) {
    return switch (form) {
      case GRID -> new FormMaps(sites, form, kernel, 0, NONE, NONE, NONE);
      case SITE_MATRICES -> {
        Checks.that(
            sites.masks() == 1, "%s: expected one mask for the batch, got %d", form, sites.masks());
        yield new FormMaps(sites, form, kernel, 0, NONE, NONE, siteTaps(sites, kernel));
      }
      default -> blocks(sites, form, kernel);
    };
  }

  private static int[] siteTaps(Sites sites, int kernel) {
    int[] active = sites.of(0);
    int[] taps = new int[active.length * active.length];
    for (int i = 0; i < taps.length; i++) {
      int out = active[i / active.length];
      int in = active[i % active.length];
      int row = in / sites.width() - out / sites.width() + kernel / 2;
      int col = in % sites.width() - out % sites.width() + kernel / 2;
      taps[i] = tap(row, col, kernel);
    }
    return taps;
  }

  private static int[] blockTaps(int side, int kernel) {
    int wide = side + kernel - 1;
    int[] taps = new int[side * side * wide * wide];
    for (int i = 0; i < taps.length; i++) {
      int out = i / (wide * wide);
      int in = i % (wide * wide);
      taps[i] = tap(in / wide - out / side, in % wide - out % side, kernel);
    }
    return taps;
  }

  private static int tap(int row, int col, int kernel) {
    return row < 0 || row >= kernel || col < 0 || col >= kernel ? -1 : row * kernel + col;
  }

  private static FormMaps blocks(Sites sites, ConvolutionForm form, int kernel) {
    int side = sites.blockSide();
    Checks.that(side > 0, "%s: expected the sites of visible patches, got others", form);
    int wide = side + kernel - 1;
    int tokens = sites.masks() == 1 ? sites.count() : sites.count() * sites.axis(sites.masks());
    int[] inputs = new int[tokens / (side * side) * wide * wide];
    int[] outputs = new int[tokens];
    int[] rows = sites.tokenRows(sites.masks());
    int block = 0;
    for (int image = 0; image < sites.masks(); image++) {
      for (int site : sites.of(image)) {
        int row = site / sites.width();
        int col = site % sites.width();
        if (row % side == 0 && col % side == 0) {
          Window window = new Window(sites, rows, image, row - kernel / 2, col - kernel / 2);
          window.read(inputs, block * wide * wide, wide);
          for (int place = 0; place < side * side; place++) {
            int token = window.token(place / side + kernel / 2, place % side + kernel / 2);
            outputs[token] = block * side * side + place;
          }
          block++;
        }
      }
    }
    int[] taps = form == ConvolutionForm.BLOCK_MATRICES ? blockTaps(side, kernel) : NONE;
    return new FormMaps(sites, form, kernel, side, inputs, outputs, taps);
  }

  /** A window on the grid of an image, whose corner may lie beyond the border. */
  private record Window(Sites sites, int[] rows, int image, int top, int left) {

    /** Returns the token at a place of the window, or -1. */
    int token(int i, int j) {
      int row = top + i;
      int col = left + j;
      if (row < 0 || row >= sites.height() || col < 0 || col >= sites.width()) {
        return -1;
      }
      int token = rows[(image * sites.height() + row) * sites.width() + col];
      return token == sites.count() * sites.axis(sites.masks()) ? -1 : token;
    }

    void read(int[] target, int first, int wide) {
      for (int place = 0; place < wide * wide; place++) {
        target[first + place] = token(place / wide, place % wide);
      }
    }
  }

  /** Returns how many blocks a batch has. */
  int blocks(int batch) {
    int listed = outputs.length / (side * side);
    return sites.masks() == 1 ? listed * batch : listed;
  }

  /**
   * Returns the rows of the flat tokens that the blocks of a batch read: block by block, or, for
   * matrices, place by place; the number of tokens for none.
   */
  int[] inputRows(int batch) {
    int images = sites.masks() == 1 ? batch : 1;
    int none = sites.count() * sites.axis(batch);
    int places = (side + kernel - 1) * (side + kernel - 1);
    int count = blocks(batch);
    int[] rows = new int[inputs.length * images];
    for (int i = 0; i < inputs.length; i++) {
      int place = i % places;
      for (int image = 0; image < images; image++) {
        int block = i / places * images + image;
        int row = inputs[i] < 0 ? none : inputs[i] * images + image;
        rows[form == ConvolutionForm.BLOCKS ? block * places + place : place * count + block] = row;
      }
    }
    return rows;
  }

  /** Returns where each flat token lies in what the blocks of a batch give, in the same order. */
  int[] outputRows(int batch) {
    int images = sites.masks() == 1 ? batch : 1;
    int places = side * side;
    int count = blocks(batch);
    int[] rows = new int[outputs.length * images];
    for (int token = 0; token < outputs.length; token++) {
      int place = outputs[token] % places;
      for (int image = 0; image < images; image++) {
        int block = outputs[token] / places * images + image;
        rows[token * images + image] =
            form == ConvolutionForm.BLOCKS ? block * places + place : place * count + block;
      }
    }
    return rows;
  }

  /** Returns the taps as rows of 0 and 1, (k^2, taps): what a kernel is multiplied with. */
  float[] tapMatrix() {
    float[] matrix = new float[kernel * kernel * taps.length];
    for (int i = 0; i < taps.length; i++) {
      if (taps[i] >= 0) {
        matrix[taps[i] * taps.length + i] = 1;
      }
    }
    return matrix;
  }
}
