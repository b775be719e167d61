package io.greenmim.detect.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.SwinConfig;
import io.greenmim.detect.backbone.EncoderFeatures;
import io.greenmim.detect.backbone.PyramidBackbone;
import io.greenmim.model.swin.SwinTrunk;
import io.greenmim.nn.WindowShift;
import java.util.ArrayList;
import java.util.List;

/** The network whose numbers were recorded. */
public final class GoldenNetwork {

  /** Where its numbers are. */
  public static final String FILE = "maskrcnn.safetensors";

  /** Channels of the pyramid. */
  public static final int CHANNELS = 16;

  /** Shape of the padded batch. */
  public static final Shape BATCH = new Shape(2, 3, 192, 160);

  private static final float[] MEAN = {123.675f, 116.28f, 103.53f};
  private static final float[] STD = {58.395f, 57.12f, 57.375f};

  private GoldenNetwork() {}

  /** The architecture of the encoder. */
  public static SwinConfig swin() {
    return new SwinConfig(224, 4, 3, 8, List.of(2, 2, 2, 2), List.of(1, 2, 4, 8), 7, 4, 0, 1e-5);
  }

  /** The backbone with the recorded weights. */
  public static PyramidBackbone backbone(NDManager manager, Golden golden, int frozen) {
    SwinTrunk trunk = new SwinTrunk(swin(), WindowShift.ALWAYS);
    PyramidBackbone backbone =
        new PyramidBackbone(new EncoderFeatures(trunk, 1e-5, frozen), CHANNELS);
    golden.load(manager, backbone, "backbone.", BATCH);
    return backbone;
  }

  /** The normalised, padded images. */
  public static NDArray images(NDManager manager, Golden golden) {
    NDList padded = new NDList();
    for (int i = 0; i < 2; i++) {
      NDArray pixels = golden.array(manager, "input/image" + i).toType(DataType.FLOAT32, true);
      NDArray mean = manager.create(MEAN, new Shape(3, 1, 1));
      NDArray std = manager.create(STD, new Shape(3, 1, 1));
      NDArray image = pixels.sub(mean).div(std);
      Shape shape = image.getShape();
      NDArray right = manager.zeros(new Shape(3, shape.get(1), BATCH.get(3) - shape.get(2)));
      NDArray below = manager.zeros(new Shape(3, BATCH.get(2) - shape.get(1), BATCH.get(3)));
      padded.add(image.concat(right, 2).concat(below, 1));
    }
    return NDArrays.stack(padded);
  }

  /** The recorded levels of the pyramid. */
  public static List<NDArray> levels(NDManager manager, Golden golden) {
    List<NDArray> levels = new ArrayList<>();
    for (int level = 2; level <= 6; level++) {
      levels.add(golden.array(manager, "fpn/p" + level));
    }
    return levels;
  }
}
