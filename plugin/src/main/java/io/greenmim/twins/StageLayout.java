package io.greenmim.twins;

import ai.djl.ndarray.NDManager;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.nn.ReducedAttention;
import io.greenmim.nn.WindowArrays;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;

/**
 * Where the tokens of one stage go, on the host.
 *
 * @param maps the tokens' places in their grid, and what the position block reads there
 * @param windows who attends to whom in the blocks with windows
 * @param reduction side of the square of tokens that a key of the other blocks is made of; 1 where
 *     keys are tokens
 */
record StageLayout(SiteMaps maps, WindowLayout windows, int reduction) {

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
    return reduction == 1 ? tokens() : sites().convolved(reduction, reduction, 0).count();
  }

  /**
   * Copies the layout to a device.
   *
   * @param manager manager that names the device and owns the arrays
   * @param before places of the tokens that this stage embeds; null in the first one
   * @param batch images of the batch
   */
  Arrays toDevice(NDManager manager, Sites before, int batch) {
    return new Arrays(
        before == null ? null : PatchArrays.of(manager, before, TokenEmbedding.SIDE, batch),
        WindowArrays.of(manager, windows),
        reduction == 1
            ? null
            : new ReducedAttention.Keys(
                PatchArrays.of(manager, sites(), reduction, batch).rows(), null),
        SiteArrays.of(manager, maps, batch));
  }

  /** The layout on a device. */
  record Arrays(
      PatchArrays merged, WindowArrays windows, ReducedAttention.Keys keys, SiteArrays sites) {}
}
