package io.greenmim.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.SiteMaps;
import io.greenmim.sparse.Sites;
import io.greenmim.sparse.SubmanifoldConvolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Passes of one layer in turns, so that what else the machine does meets all of them: the dense
 * convolution in both layouts of its maps, and each share of visible patches.
 */
final class DepthwisePasses implements AutoCloseable {

  /** One way to compute the layer, and its times. */
  private record Way(
      int visible, String form, double sites, Supplier<NDArray> forward, PassTimes times) {

    Way(int visible, String form, double sites, Supplier<NDArray> forward) {
      this(visible, form, sites, forward, new PassTimes());
    }
  }

  private final NDManager manager;
  private final DepthwiseLayers layers;
  private final SparseBench settings;
  private final SubmanifoldConvolution block;
  private final List<Way> ways = new ArrayList<>();

  DepthwisePasses(NDManager base, DepthwiseLayers layers, SparseBench settings) {
    this.layers = layers;
    this.settings = settings;
    manager = base.newSubManager();
    block = SubmanifoldConvolution.depthwise(layers.channels(), layers.kernel());
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    int batch = settings.batchSize();
    int height = layers.grid().height();
    int width = layers.grid().width();
    long channels = layers.channels();
    NDArray first = leaf(new Shape(batch, channels, height, width));
    dense("channels first", () -> first);
    NDArray last = leaf(new Shape(batch, height, width, channels));
    dense("channels last", () -> last.transpose(0, 3, 1, 2));
    settings.visible().forEach(this::sparse);
  }

  private NDArray leaf(Shape shape) {
    NDArray array = manager.randomUniform(-1, 1, shape);
    array.setRequiresGradient(true);
    return array;
  }

  private void dense(String layout, Supplier<NDArray> maps) {
    NDArray weight = block.getParameters().valueAt(0).getArray();
    NDArray bias = block.getParameters().valueAt(1).getArray();
    int half = layers.kernel() / 2;
    ways.add(
        new Way(
            0,
            layout,
            layers.grid().cells(),
            () ->
                Conv2d.conv2d(
                        maps.get(),
                        weight,
                        bias,
                        new Shape(1, 1),
                        new Shape(half, half),
                        new Shape(1, 1),
                        layers.channels())
                    .singletonOrThrow()));
  }

  private void sparse(int share) {
    Sites sites = Sites.visible(List.of(settings.mask(share)), layers.scale());
    SiteMaps maps = SiteMaps.depthwise(sites, layers.channels(), layers.kernel());
    SiteArrays arrays = SiteArrays.of(manager, maps, settings.batchSize(), settings.precision());
    NDArray x = leaf(arrays.tokens(layers.channels()));
    PassStore store = new PassStore(manager, settings.precision());
    ways.add(
        new Way(
            share,
            arrays.form().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            sites.count(),
            () -> block.forward(store, x, arrays, true)));
  }

  /** Computes the layer once in each way. */
  void run(boolean counts) {
    for (Way way : ways) {
      way.times().take(counts, () -> pass(way));
    }
  }

  private void pass(Way way) {
    try (ArrayScope scope = new ArrayScope();
        Autograd.Recorded recorded = Autograd.record()) {
      Autograd.backward(way.forward().get());
      SingleDevice.await(manager);
    }
  }

  /** The dense convolution in its faster layout, and each share. */
  List<SparseBench.Row> rows() {
    List<SparseBench.Row> rows = new ArrayList<>();
    for (Way way : ways) {
      rows.add(
          new SparseBench.Row(
              layers.text(),
              layers.count(),
              way.visible(),
              way.form(),
              way.times().clock(),
              way.times().processor(),
              layers.gigaFlops(way.sites() * settings.batchSize())));
    }
    boolean firstIsFaster = rows.get(0).millis().median() <= rows.get(1).millis().median();
    rows.remove(firstIsFaster ? 1 : 0);
    return rows;
  }

  @Override
  public void close() {
    manager.close();
  }
}
