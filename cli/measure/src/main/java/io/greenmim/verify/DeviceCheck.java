package io.greenmim.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Compares what a device computes with what the processor does, operation by operation in float32:
 * the features of images, the loss of each method of pre-training and the gradient of every
 * parameter, for the smallest model of each family.
 */
public final class DeviceCheck {

  private static final int IMAGES = 2;
  private static final int PATCHES = 3;
  private static final double MASK_RATIO = 0.5;

  /** Products on a GPU may keep ten bits of what is multiplied. */
  private static final double FLOAT32 = 2e-3;

  /** Where a rounding turns the sign of an absolute error, its gradient turns too. */
  private static final double BFLOAT16 = 0.15;

  /** What is nearly nothing is compared with this share of all gradients. */
  private static final double SMALL = 1e-2;

  private final Device device;

  /**
   * Makes a check that has not run.
   *
   * @param device the device; of the processor itself, the forms that models compute in are checked
   */
  public DeviceCheck(Device device) {
    this.device = device;
  }

  /**
   * How well a pass agrees.
   *
   * @param model name of the variant
   * @param method how it is pre-trained
   * @param precision numbers of the pass
   * @param worst name of the array that is furthest off
   * @param error how far: length of the difference as a share of the array's length
   */
  public record Row(
      String model, PretrainMethod method, Precision precision, String worst, double error) {

    /**
     * Tells whether the pass agrees.
     *
     * @return whether no array is further off than the precision explains
     */
    public boolean passed() {
      return error <= (precision == Precision.BF16 ? BFLOAT16 : FLOAT32);
    }

    /**
     * Formats the row.
     *
     * @return one line
     */
    public String toLine() {
      return String.format(
          Locale.ROOT,
          "%s  %s %s %s: %.1e (%s)",
          passed() ? "pass" : "FAIL",
          model,
          method.name().toLowerCase(Locale.ROOT),
          precision.name().toLowerCase(Locale.ROOT),
          error,
          worst);
    }
  }

  /**
   * Computes and compares.
   *
   * @param heard told of each model, method and precision
   * @throws InterruptedException if the thread is interrupted
   */
  public void run(Consumer<Row> heard) throws InterruptedException {
    for (BackboneFamily family : Backbones.families()) {
      for (PretrainMethod method : PretrainMethod.values()) {
        if (!method.takes(Backbones.variant(family.smallVariant()).encoder())) {
          continue;
        }
        ModelConfig config = config(family.smallVariant(), method);
        Map<String, float[]> expected = compute(config, Device.cpu(), Precision.REFERENCE);
        for (Precision precision : Precision.values()) {
          Interruption.check();
          if (device.isGpu() || precision != Precision.REFERENCE) {
            Map<String, float[]> actual = compute(config, device, precision);
            heard.accept(compare(config.variant(), method, precision, expected, actual));
          }
        }
      }
    }
  }

  private static ModelConfig config(String variant, PretrainMethod method) {
    int side = PATCHES * Backbones.variant(variant).decoder().maskPatch();
    return new ModelOptions(
            method,
            variant,
            ImageSize.square(side),
            null,
            MASK_RATIO,
            0,
            GroupingMode.OPTIMAL,
            FirstWeights.PUBLISHED)
        .toConfig();
  }

  /** Features, loss and gradients by name; weights, images and masks are the same on any device. */
  private static Map<String, float[]> compute(
      ModelConfig config, Device device, Precision precision) {
    MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
    Shape input = ModelFolder.inputShape(config);
    Shape shape = new Shape(IMAGES, input.get(1), input.get(2), input.get(3));
    SplittableRandom random = new SplittableRandom(0);
    double[] pixels = random.doubles(shape.size(), -2, 2).toArray();
    RandomMaskGenerator masks = new RandomMaskGenerator(0, MASK_RATIO);
    MaskPlanner planner = model.planner(GroupingMode.OPTIMAL);
    MaskPlan shared = planner.plan(masks.generate(0, 1, PATCHES, PATCHES));
    MaskPlan plan = planner.plan(masks.generate(0, IMAGES, PATCHES, PATCHES));
    Map<String, float[]> results = new LinkedHashMap<>();
    try (NDManager manager = NDManager.newBaseManager(device)) {
      StateDict.of(model).initialise(manager, input, 0);
      NDArray images = manager.create(pixels).toType(DataType.FLOAT32, false).reshape(shape);
      PassStore store = new PassStore(manager, precision);
      results.put(
          "features", model.encoder().features(store, images, false).pooled().toFloatArray());
      results.put("loss of one mask", model.loss(store, images, shared, false).toFloatArray());
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray loss = model.loss(store, images, plan, true);
        collector.backward(loss);
        results.put("loss", loss.toFloatArray());
      }
      for (Map.Entry<String, Parameter> entry : StateDict.of(model).parameters().entrySet()) {
        NDArray array = entry.getValue().getArray();
        if (array.hasGradient()) {
          results.put("gradient of " + entry.getKey(), array.getGradient().toFloatArray());
        }
      }
    }
    return results;
  }

  private static Row compare(
      String model,
      PretrainMethod method,
      Precision precision,
      Map<String, float[]> expected,
      Map<String, float[]> actual) {
    double all = 0;
    for (Map.Entry<String, float[]> entry : expected.entrySet()) {
      all = entry.getKey().startsWith("gradient") ? Math.hypot(all, length(entry.getValue())) : all;
    }
    String worst = "";
    double error = -1;
    for (Map.Entry<String, float[]> entry : expected.entrySet()) {
      float[] got = actual.get(entry.getKey());
      float[] difference = new float[got.length];
      for (int i = 0; i < got.length; i++) {
        difference[i] = got[i] - entry.getValue()[i];
      }
      double off = length(difference) / Math.max(length(entry.getValue()), SMALL * all);
      if (off > error || Double.isNaN(off)) {
        error = Double.isNaN(off) ? Double.POSITIVE_INFINITY : off;
        worst = entry.getKey();
      }
    }
    return new Row(model, method, precision, worst, error);
  }

  private static double length(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
