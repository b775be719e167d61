package io.greenmim.convnext;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.ResponseNorm;
import io.greenmim.ops.Precision;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.PatchMaps;
import io.greenmim.sparse.ResponseSites;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;
import java.util.ArrayList;
import java.util.List;

/**
 * Which tokens the layers of a stage read, on the host.
 *
 * @param maps where the stage's tokens lie, and what their convolutions read
 * @param merged the tokens of the stage before that each is made of; null in the first stage
 * @param shown which of them are visible; null where all are
 */
record StageSites(SiteMaps maps, PatchMaps merged, ShownSites shown) {

  /** Sites of all stages, where those of the stages lie. */
  static List<StageSites> of(ConvNextConfig config, List<Sites> grids) {
    List<StageSites> stages = new ArrayList<>();
    for (int i = 0; i < grids.size(); i++) {
      stages.add(
          new StageSites(
              SiteMaps.depthwise(grids.get(i), config.channels(i), config.kernel()),
              i == 0 ? null : PatchMaps.of(grids.get(i - 1), Downsampling.SIDE),
              null));
    }
    return List.copyOf(stages);
  }

  /** All sites of all stages, of which those of the grids are not zero. */
  static List<StageSites> zeroFilled(ConvNextConfig config, List<Sites> grids) {
    List<StageSites> whole =
        of(config, grids.stream().map(grid -> Sites.all(grid.height(), grid.width())).toList());
    List<StageSites> stages = new ArrayList<>();
    for (int i = 0; i < grids.size(); i++) {
      StageSites all = whole.get(i);
      stages.add(new StageSites(all.maps, all.merged, ShownSites.of(grids.get(i))));
    }
    return List.copyOf(stages);
  }

  /** Where the tokens lie. */
  Sites sites() {
    return maps.sites();
  }

  /** Makes all row numbers of a batch. */
  void prepare(int images, Device device, Precision precision) {
    maps.prepare(images, device, precision);
    if (merged != null) {
      merged.prepare(images);
    }
  }

  /** Copies the tokens that a stage merges to a device. */
  PatchArrays merged(NDManager manager, int images) {
    return PatchArrays.of(manager, merged, images);
  }

  /** Copies the places of the tokens to a device. */
  ResponseSites arrays(NDManager manager, int images, ResponseNorm over, Precision precision) {
    return ResponseSites.of(manager, maps, images, over, precision)
        .withShown(shown == null ? null : shown.toDevice(manager));
  }
}
