package io.greenmim.detect.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.model.FeatureSpec;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeaturePyramidTest {

  private static final KernelSource LAYOUT = new KernelSource(FeaturePyramidTest.class, "layout");

  private static final int CHANNELS = 64;

  /**
   * Regions are read from cells whose channels lie together. Tokens of one image have a first axis
   * whose stride says otherwise, and of maps of up to 20,480 values PyTorch computes a convolution
   * of its own, which gives channels first.
   */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FP32", "BF16"})
  void channelsOfLevelsAreLastInMemory(Precision precision) {
    List<FeatureSpec> specs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      specs.add(new FeatureSpec("map" + i, 4 << i, 32 << i));
    }
    FeaturePyramid pyramid = new FeaturePyramid(specs, CHANNELS);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      List<NDArray> maps = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        NDArray tokens = manager.randomNormal(new Shape(96 >> i, 80 >> i, 1, 32 << i));
        maps.add(tokens.transpose(2, 3, 0, 1));
      }
      Shape[] shapes = maps.stream().map(NDArray::getShape).toArray(Shape[]::new);
      pyramid.initialize(manager, DataType.FLOAT32, shapes);
      Kernels layout = Kernels.on(LAYOUT, Device.cpu(), Precision.FP32);
      List<NDArray> levels = pyramid.forward(new PassStore(manager, precision), maps, false);
      for (NDArray level : levels.subList(0, 4)) {
        assertEquals(1, layout.call("channel_stride", level).getLong(), level.getShape()::toString);
      }
    }
  }
}
