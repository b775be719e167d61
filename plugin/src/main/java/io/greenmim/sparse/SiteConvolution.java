package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import io.greenmim.config.Checks;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;

/** A convolution's parameters, and its simplest form: zeros, dense convolution, gathering. */
abstract class SiteConvolution extends ParameterBlock {

  static final KernelSource KERNELS = new KernelSource(SiteConvolution.class, "sparse");

  private final KernelShape shape;
  private final Parameter weight;
  private final Parameter bias;

  SiteConvolution(KernelShape shape, boolean withBias) {
    this.shape = shape;
    Shape kernel =
        new Shape(shape.out(), shape.in() / shape.groups(), shape.kernel(), shape.kernel());
    InitialValues initial = InitialValues.convolution(kernel);
    weight = parameter("weight", Parameter.Type.WEIGHT, kernel, initial);
    bias =
        withBias ? parameter("bias", Parameter.Type.BIAS, new Shape(shape.out()), initial) : null;
  }

  final KernelShape shape() {
    return shape;
  }

  final NDArray weight(ParameterStore store, NDArray like, boolean training) {
    return value(store, weight, like, training);
  }

  /** Returns the bias, or null. */
  final NDArray bias(ParameterStore store, NDArray like, boolean training) {
    return bias == null ? null : value(store, bias, like, training);
  }

  /** Convolves the dense grid that is zero where no site is active. */
  final NDArray throughGrid(
      ParameterStore store, NDArray x, SiteArrays from, SiteArrays to, boolean training) {
    check(x, from, to);
    NDArray w = weight(store, x, training);
    NDArray b = bias(store, x, training);
    Precision precision = PassStore.precision(store);
    try (ArrayScope scope = new ArrayScope()) {
      if (precision == Precision.REFERENCE) {
        return scope.keep(reference(x, from, to, w, b));
      }
      Kernels kernels = Kernels.on(KERNELS, x.getDevice(), precision);
      NDArray rows =
          kernels.call(
              "through_grid",
              x,
              from.gridRows() == null ? kernels.none() : from.gridRows(),
              to.gridRows() == null ? kernels.none() : to.gridRows(),
              settings(x, from, to),
              w,
              b == null ? kernels.none() : b);
      return scope.keep(rows.reshape(to.tokens(shape.out())));
    }
  }

  /** Functions take arrays alone: numbers are the lengths of one's axes. */
  private NDArray settings(NDArray like, SiteArrays from, SiteArrays to) {
    Sites grid = from.sites();
    return like.getManager()
        .zeros(
            new Shape(
                0,
                shape.stride(),
                shape.padding(),
                shape.groups(),
                from.batch(),
                grid.height(),
                grid.width(),
                grid.whole() ? 1 : 0,
                to.sites().whole() ? 1 : 0));
  }

  private NDArray reference(NDArray x, SiteArrays from, SiteArrays to, NDArray w, NDArray b) {
    NDArray grid = from.toGrid(x).transpose(0, 3, 1, 2);
    if (shape.groups() == shape.in() && shape.out() != shape.in()) {
      grid = grid.flatten().reshape(grid.getShape()); // channels first, as through_grid has it
    }
    Shape stride = new Shape(shape.stride(), shape.stride());
    Shape padding = new Shape(shape.padding(), shape.padding());
    NDArray dense =
        Conv2d.conv2d(grid, w, b, stride, padding, new Shape(1, 1), shape.groups())
            .singletonOrThrow();
    return to.fromGrid(dense.transpose(0, 2, 3, 1));
  }

  final void check(NDArray x, SiteArrays from, SiteArrays to) {
    Checks.that(
        x.getShape().equals(from.tokens(shape.in())),
        "%s: expected tokens %s, got %s",
        getClass().getSimpleName(),
        from.tokens(shape.in()),
        x.getShape());
    int height = shape.outputSide(from.sites().height());
    int width = shape.outputSide(from.sites().width());
    Checks.that(
        to.sites().height() == height && to.sites().width() == width && to.batch() == from.batch(),
        "%s: expected sites of a %dx%d grid and %d images, got %dx%d and %d",
        getClass().getSimpleName(),
        height,
        width,
        from.batch(),
        to.sites().height(),
        to.sites().width(),
        to.batch());
  }
}
