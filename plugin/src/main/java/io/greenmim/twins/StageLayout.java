package io.greenmim.twins;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.nn.ReducedAttention;
import io.greenmim.nn.WindowArrays;
import io.greenmim.ops.Precision;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.PatchMaps;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;

/**
 * Where the tokens of one stage go, on the host.
 *
 * @param maps the tokens' places in their grid, and what the position block reads there
 * @param windows who attends to whom in the blocks with windows
 * @param merged the tokens of the stage before that each is made of; null in the first stage
 * @param squares the tokens that each key of the other blocks is made of; null where keys are
 *     tokens
 */
record StageLayout(SiteMaps maps, WindowLayout windows, PatchMaps merged, PatchMaps squares) {

  /**
   * Makes the layout of a stage.
   *
   * @param maps the tokens' places in their grid
   * @param windows who attends to whom in the blocks with windows
   * @param before places of the tokens that this stage embeds; null in the first one
   * @param reduction side of the square of tokens that a key is made of; 1 where keys are tokens
   */
  static StageLayout of(SiteMaps maps, WindowLayout windows, Sites before, int reduction) {
    return new StageLayout(
        maps,
        windows,
        before == null ? null : PatchMaps.of(before, TokenEmbedding.SIDE),
        reduction == 1 ? null : PatchMaps.of(maps.sites(), reduction));
  }

  /** The tokens' places in their grid. */
  Sites sites() {
    return maps.sites();
  }

  /** Tokens of an image. */
  int tokens() {
    return sites().count();
  }

  /** Keys of an image in the blocks without windows. */
  int keys() {
    return squares == null ? tokens() : squares.coarse().count();
  }

  /** Side of the square of tokens that a key is made of; 1 where keys are tokens. */
  int reduction() {
    return squares == null ? 1 : squares.side();
  }

  /** Makes all row numbers of a batch. */
  void prepare(int images, Device device, Precision precision) {
    maps.prepare(images, device, precision);
    if (merged != null) {
      merged.prepare(images);
    }
    if (squares != null) {
      squares.prepare(images);
    }
  }

  /** Copies the layout of a batch to a device. */
  Arrays toDevice(NDManager manager, int images, Precision precision) {
    return new Arrays(
        merged == null ? null : PatchArrays.of(manager, merged, images),
        WindowArrays.of(manager, windows),
        squares == null
            ? null
            : new ReducedAttention.Keys(PatchArrays.of(manager, squares, images).rows(), null),
        SiteArrays.of(manager, maps, images, precision));
  }

  /** The layout on a device. */
  record Arrays(
      PatchArrays merged, WindowArrays windows, ReducedAttention.Keys keys, SiteArrays sites) {}
}
