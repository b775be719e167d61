package org.example.dune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.config.Checks;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.MaskBatch;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.EncoderBlock;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.MaskTokens;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.model.VisiblePatches;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.Linear;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Depthwise convolutions over what is visible; a stage's cells are merged as its strides say. */
final class DuneEncoder extends EncoderBlock {

  /** Rows of each cell's 3 x 3 neighbours, and of what becomes a cell of the next stage. */
  private record Grid(int images, int[] cells, int[] taps, int[] merged) {}

  private record Plan(List<PatchMask> masks, List<Grid> grids) implements MaskPlan {}

  private final DuneConfig config;
  private final Parameter kernel;
  private final List<Parameter> taps = new ArrayList<>();
  private final List<Linear> downs = new ArrayList<>();

  DuneEncoder(DuneConfig config, EncoderUse use) {
    super(use == EncoderUse.POOLED);
    this.config = config;
    int patch = config.patchSize();
    Shape shape = new Shape(config.channels(0), config.inChannels(), patch, patch);
    kernel = parameter("stem", Parameter.Type.WEIGHT, shape, InitialValues.convolution(shape));
    for (int i = 0; i < config.stages(); i++) {
      Shape nine = new Shape(9, config.channels(i));
      taps.add(parameter("taps" + i, Parameter.Type.WEIGHT, nine, InitialValues.normal(0.2)));
      if (i + 1 < config.stages()) {
        int in = ratio(i) * ratio(i) * config.channels(i);
        downs.add(addChildBlock("down" + i, new Linear(in, config.channels(i + 1), true)));
      }
    }
  }

  /** How many cells on each axis become one after a stage. */
  private int ratio(int stage) {
    return stage + 1 < config.stages() ? config.stride(stage + 1) / config.stride(stage) : 1;
  }

  @Override
  public DuneConfig config() {
    return config;
  }

  private List<Grid> grids(int rows, int cols, int[] first) {
    List<Grid> grids = new ArrayList<>();
    int[] cells = first;
    int height = rows;
    int width = cols;
    for (int i = 0; i < config.stages(); i++) {
      int ratio = ratio(i);
      int w = width;
      int half = (width + ratio - 1) / ratio;
      int[] next =
          Arrays.stream(cells)
              .map(cell -> cell / w / ratio * half + cell % w / ratio)
              .distinct()
              .sorted()
              .toArray();
      int[] corners =
          Arrays.stream(next).map(cell -> cell / half * ratio * w + cell % half * ratio).toArray();
      int[] near = rows(height, width, cells, cells, -1, 3);
      int[] merged = rows(height, width, cells, corners, 0, ratio);
      grids.add(new Grid(1, cells, near, merged));
      cells = next;
      height = (height + ratio - 1) / ratio;
      width = half;
    }
    return grids;
  }

  /** Rows of the cells in a square at each place; one past the last for what is not there. */
  private static int[] rows(int height, int width, int[] cells, int[] at, int from, int side) {
    int[] row = new int[height * width];
    Arrays.fill(row, cells.length);
    for (int i = 0; i < cells.length; i++) {
      row[cells[i]] = i;
    }
    int[] rows = new int[side * side * at.length];
    for (int i = 0; i < rows.length; i++) {
      int tap = i / at.length;
      int y = at[i % at.length] / width + tap / side + from;
      int x = at[i % at.length] % width + tap % side + from;
      boolean inside = y >= 0 && x >= 0 && y < height && x < width;
      rows[i] = inside ? row[y * width + x] : cells.length;
    }
    return rows;
  }

  @Override
  public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
    int height = patches(input.images().getShape().get(2));
    int width = patches(input.images().getShape().get(3));
    List<Grid> grids =
        input instanceof VisiblePatches visible
            ? ((Plan) visible.plan()).grids()
            : grids(height, width, IntStream.range(0, height * width).toArray());
    return IntStream.range(0, config.stages())
        .<EncoderStage>mapToObj(
            i -> (x, training) -> stage(store, i, input, x, grids.get(i), training))
        .toList();
  }

  private EncoderStage.Output stage(
      ParameterStore store, int i, EncoderInput input, NDArray in, Grid grid, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray x = in;
      if (i == 0) {
        Shape stride = new Shape(config.patchSize(), config.patchSize());
        NDArray weight = value(store, kernel, x, training);
        NDArray all = Conv2d.conv2d(x, weight, null, stride).head();
        all = all.reshape(all.getShape().get(0), config.channels(0), -1).transpose(2, 0, 1);
        x = Rows.gather(all, Rows.index(in.getManager(), grid.cells(), grid.images()));
        x = input instanceof MaskTokens masked ? masked.replace(x) : x;
      }
      NDArray weight = value(store, taps.get(i), x, training).reshape(9, 1, 1, -1);
      NDArray mixed = squares(x, grid.taps(), grid.images(), 9).mul(weight).sum(new int[] {0});
      NDArray tokens = scope.keep(x.add(Activation.relu(mixed)));
      if (i == downs.size()) {
        return new EncoderStage.Output(tokens, null);
      }
      int cells = ratio(i) * ratio(i);
      NDArray joined = squares(tokens, grid.merged(), grid.images(), cells).transpose(1, 2, 0, 3);
      Shape shape = new Shape(-1, x.getShape().get(1), (long) cells * config.channels(i));
      NDArray next = downs.get(i).forward(store, joined.reshape(shape), training);
      return new EncoderStage.Output(tokens, scope.keep(next));
    }
  }

  /** The tokens of squares, with zeros for what is not there: (n, B, C) -> (side^2, m, B, C). */
  private static NDArray squares(NDArray x, int[] rows, int images, int cells) {
    Shape shape = x.getShape();
    NDArray nothing = x.getManager().zeros(new Shape(1, shape.get(1), shape.get(2)));
    return Rows.gather(x.concat(nothing, 0), Rows.index(x.getManager(), rows, images))
        .reshape(cells, -1, shape.get(1), shape.get(2));
  }

  @Override
  public MaskPlanner planner(int maskPatch, GroupingMode mode) {
    Checks.that(maskPatch % config.stride() == 0, "maskPatch: expected whole tokens");
    int scale = maskPatch / config.patchSize();
    return masks -> new Plan(masks, join(masks.stream().map(mask -> grids(mask, scale)).toList()));
  }

  private List<Grid> grids(PatchMask mask, int scale) {
    return grids(mask.rows() * scale, mask.cols() * scale, mask.visibleTokens(scale));
  }

  /** The grids of images that show different cells. */
  private static List<Grid> join(List<List<Grid>> images) {
    return IntStream.range(0, images.get(0).size())
        .mapToObj(
            i -> {
              List<Grid> grids = images.stream().map(list -> list.get(i)).toList();
              return new Grid(
                  grids.size(),
                  MaskBatch.flatRows(grids.stream().map(Grid::cells).toList()),
                  MaskBatch.flatRows(grids.stream().map(Grid::taps).toList()),
                  MaskBatch.flatRows(grids.stream().map(Grid::merged).toList()));
            })
        .toList();
  }

  @Override
  public ParameterRole role(String name) {
    int stage =
        name.equals("stem") ? 0 : name.split("[.]", -1)[0].replaceAll("\\D", "").charAt(0) - '0';
    int layer = name.equals("stem") ? 0 : stage + 1;
    return new ParameterRole(stage, layer, ParameterKind.of(parameters().get(name)));
  }

  @Override
  public int layerCount() {
    return config.stages() + 2;
  }
}
