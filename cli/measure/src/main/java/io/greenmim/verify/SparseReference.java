package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.sparse.KernelShape;
import io.greenmim.sparse.PatchArrays;
import io.greenmim.sparse.PatchConvolution;
import io.greenmim.sparse.PatchMaps;
import io.greenmim.sparse.SiteArrays;
import io.greenmim.sparse.Sites;
import io.greenmim.sparse.StridedConvolution;
import io.greenmim.sparse.SubmanifoldConvolution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Sparse convolutions, case by case: active sites and their features, and the gradients of the sum
 * of output x {@code input.CASE.grad_output}. Features are listed image after image.
 */
final class SparseReference extends ModelReference {

  private static final String MASK = ".mask";
  private static final String FEATURES = ".features";
  private static final List<String> PARAMETERS = List.of(".weight", ".bias");

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().says("method", "operators")
        && file.config().says("family", "sparse_convolution");
  }

  @Override
  Set<String> optional() {
    return Set.of();
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Map<String, NDArray> results = new LinkedHashMap<>();
    ReferenceConfig cases = file.config().part(ReferenceFile.CASES);
    PassStore store = new PassStore(manager, precision);
    for (String name : cases.names()) {
      new Case(name, cases.part(name), file, manager).compute(store, results);
    }
    return results;
  }

  /** One recorded convolution. */
  private record Case(String name, ReferenceConfig config, ReferenceFile file, NDManager manager) {

    void compute(PassStore store, Map<String, NDArray> results) throws IOException {
      Sites from = sites();
      int batch = from.masks();
      KernelShape shape =
          new KernelShape(
              config.integer("in_channels"),
              config.integer("out_channels"),
              config.integer("kernel"),
              config.integer("stride"),
              config.integer("padding"),
              config.integer("groups"));
      Sites to =
          submanifold() ? from : from.convolved(shape.kernel(), shape.stride(), shape.padding());
      SiteArrays fromArrays = SiteArrays.of(manager, from, batch);
      SiteArrays toArrays = submanifold() ? fromArrays : SiteArrays.of(manager, to, batch);
      NDArray features = array("input", FEATURES);
      features.setRequiresGradient(true);
      NDArray output;
      Block block = block(shape);
      load(block);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray x = tokens(features, from, batch);
        NDArray y;
        if (block instanceof SubmanifoldConvolution convolution) {
          y = convolution.forward(store, x, fromArrays, true);
        } else if (block instanceof PatchConvolution convolution) {
          PatchArrays patches = PatchArrays.of(manager, PatchMaps.of(from, shape.kernel()), batch);
          y = convolution.forward(store, x, patches, true);
        } else {
          y = ((StridedConvolution) block).forward(store, x, fromArrays, toArrays, true);
        }
        output = features(y);
        collector.backward(output.mul(array("input", ".grad_output")).sum());
      }
      results.put(key("out", MASK), hidden(to));
      results.put(key("out", FEATURES), output);
      results.put(key("grad", FEATURES), features.getGradient());
      for (int i = 0; i < block.getParameters().size(); i++) {
        Parameter parameter = block.getParameters().valueAt(i);
        results.put(key("grad", PARAMETERS.get(i)), parameter.getArray().getGradient());
      }
    }

    private boolean submanifold() {
      return config.says("kind", "submanifold");
    }

    private Block block(KernelShape shape) throws IOException {
      boolean bias = config.flag("bias");
      if (submanifold()) {
        return new SubmanifoldConvolution(
            shape.in(), shape.out(), shape.kernel(), shape.groups(), bias);
      }
      if (shape.kernel() == shape.stride() && shape.padding() == 0 && shape.groups() == 1) {
        return new PatchConvolution(shape.in(), shape.out(), shape.kernel(), bias);
      }
      return new StridedConvolution(shape, bias);
    }

    /** Gives the parameters their recorded values. */
    private void load(Block block) throws IOException {
      for (int i = 0; i < block.getParameters().size(); i++) {
        NDArray value = array("param", PARAMETERS.get(i));
        block.getParameters().valueAt(i).setInitializer((m, shape, type) -> value);
      }
      block.initialize(manager, DataType.FLOAT32, new Shape(1));
    }

    private Sites sites() throws IOException {
      NDArray mask = array("input", MASK);
      boolean[] masked = mask.toBooleanArray();
      Shape shape = mask.getShape();
      int cells = Math.toIntExact(shape.get(1) * shape.get(2));
      List<int[]> active = new ArrayList<>();
      for (int image = 0; image < shape.get(0); image++) {
        int first = image * cells;
        active.add(IntStream.range(0, cells).filter(i -> !masked[first + i]).toArray());
      }
      return Sites.of(Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(2)), active);
    }

    /** What is hidden, as 0 and 1. */
    private NDArray hidden(Sites sites) {
      boolean[] hidden = new boolean[sites.masks() * sites.height() * sites.width()];
      Arrays.fill(hidden, true);
      for (int image = 0; image < sites.masks(); image++) {
        for (int site : sites.of(image)) {
          hidden[image * sites.height() * sites.width() + site] = false;
        }
      }
      return manager
          .create(hidden, new Shape(sites.masks(), sites.height(), sites.width()))
          .toType(DataType.FLOAT32, false);
    }

    private NDArray array(String kind, String what) throws IOException {
      return file.array(manager, key(kind, what));
    }

    private String key(String kind, String what) {
      return kind + "." + name + what;
    }

    /** Features (sites, C) of image after image as tokens (n, B, C) or (R, 1, C). */
    private static NDArray tokens(NDArray features, Sites sites, int batch) {
      long channels = features.getShape().get(1);
      int images = sites.axis(batch);
      return images == 1
          ? features.reshape(sites.count(), 1, channels)
          : features.reshape(images, sites.count(), channels).transpose(1, 0, 2);
    }

    /** The inverse of {@link #tokens}. */
    private static NDArray features(NDArray tokens) {
      long channels = tokens.getShape().get(2);
      return tokens.transpose(1, 0, 2).reshape(-1, channels);
    }
  }
}
