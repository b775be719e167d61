package io.greenmim.detect.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadWeightsTest {

  @ParameterizedTest
  @CsvSource({
    // sqrt(1 / fan-in): the deviation of the uniform distribution within +-sqrt(3 / fan-in)
    "backbone.fpn_lateral2.weight, 64, 100, 1, 0.1",
    "backbone.fpn_output3.weight, 64, 16, 3, 0.083333",
    "roi_heads.box_head.fc1.weight, 100, 400, 0, 0.05",
    // sqrt(2 / fan-out)
    "roi_heads.mask_head.mask_fcn1.weight, 32, 16, 3, 0.083333",
    "roi_heads.mask_head.deconv.weight, 50, 20, 2, 0.1",
    "roi_heads.mask_head.predictor.weight, 80, 64, 1, 0.001",
    "proposal_generator.rpn_head.conv.weight, 32, 32, 3, 0.01",
    "proposal_generator.rpn_head.anchor_deltas.weight, 12, 256, 1, 0.01",
    "roi_heads.box_predictor.cls_score.weight, 81, 64, 0, 0.01",
    "roi_heads.box_predictor.bbox_pred.weight, 80, 64, 0, 0.001",
  })
  void weightsHaveThePublishedDeviation(
      String path, long first, long second, long side, double deviation) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape shape = side == 0 ? new Shape(first, second) : new Shape(first, second, side, side);
      Parameter weight =
          Parameter.builder()
              .setName("weight")
              .setType(Parameter.Type.WEIGHT)
              .optShape(shape)
              .build();
      NDArray values = drawn(manager, path, weight);
      assertEquals(shape, values.getShape());
      double actual = Math.sqrt(values.square().mean().getFloat());
      assertEquals(deviation, actual, 0.06 * deviation);
      assertTrue(Math.abs(values.mean().getFloat()) < 0.1 * deviation);
      Parameter bias =
          Parameter.builder()
              .setName("bias")
              .setType(Parameter.Type.BIAS)
              .optShape(new Shape(3))
              .build();
      NDArray zeros = drawn(manager, path.replace("weight", "bias"), bias);
      assertEquals(0, zeros.abs().sum().getFloat());
    }
  }

  private static NDArray drawn(NDManager manager, String path, Parameter parameter) {
    return HeadWeights.initial(path, parameter)
        .seeded(path, 3)
        .initialize(manager, parameter.getShape(), DataType.FLOAT32);
  }
}
