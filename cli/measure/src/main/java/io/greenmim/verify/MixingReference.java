package io.greenmim.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.CropBox;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.Precision;
import io.greenmim.train.augment.Mixing;
import io.greenmim.train.augment.MixingPlan;
import io.greenmim.train.augment.MixingPlan.Share;
import io.greenmim.train.augment.SoftTargets;
import io.greenmim.train.classify.SoftCrossEntropy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Mixup, CutMix and smoothed labels, case by case: mixed images, targets, and the cross entropy of
 * recorded logits with its gradient.
 */
final class MixingReference extends ModelReference {

  private static final String IMAGES = "input.images_u8";
  private static final String DRAWN = "drawn_lam";
  private static final String CUT = "cut";
  private static final String BOXES = "box_of_each_image";

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().says("method", "operators") && file.config().says("family", "mixing");
  }

  @Override
  Set<String> optional() {
    return Set.of();
  }

  @Override
  Map<String, NDArray> compute(NDManager manager, ReferenceFile file, Precision precision)
      throws IOException {
    Map<String, NDArray> results = new LinkedHashMap<>();
    NDArray images = ImageTensors.normalise(file.array(manager, IMAGES), Preprocessing.IMAGENET);
    ImageSize size = ImageTensors.size(images.getShape());
    long[] recorded = file.array(manager, "input.labels").toLongArray();
    int[] labels = new int[recorded.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Math.toIntExact(recorded[i]);
    }
    int classes = file.config().integer("classes");
    ReferenceConfig cases = file.config().part(ReferenceFile.CASES);
    for (String name : cases.names()) {
      ReferenceConfig one = cases.part(name);
      boolean mixes = one.has(DRAWN);
      MixingPlan plan =
          mixes
              ? new MixingPlan(size, shares(one, labels.length, size))
              : MixingPlan.none(labels.length, size);
      NDArray targets =
          manager.create(
              new SoftTargets(classes, one.number("smoothing")).of(labels, plan),
              new Shape(labels.length, classes));
      if (mixes) {
        results.put("out." + name + ".images", plan.mix(images));
        results.put("out." + name + ".target", targets);
      }
      NDArray logits = file.array(manager, "input.logits");
      logits.setRequiresGradient(true);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray loss = SoftCrossEntropy.of(logits, targets);
        collector.backward(loss);
        results.put("out." + name + ".loss", loss.reshape(1));
      }
      results.put("grad." + name + ".logits", logits.getGradient());
    }
    return results;
  }

  private static List<Share> shares(ReferenceConfig one, int images, ImageSize size)
      throws IOException {
    boolean batch = one.says("mode", "batch");
    List<Double> drawn = batch ? List.of(one.number(DRAWN)) : one.numbers(DRAWN);
    List<Boolean> cut = batch ? List.of(one.flag(CUT)) : one.flags(CUT);
    // What is not cut has null in place of a box.
    JsonArray boxes = one.values().getAsJsonArray(BOXES);
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      // Of pairs the draws of the first half are listed.
      int draw = batch ? 0 : i < drawn.size() ? i : images - 1 - i;
      shares.add(
          cut.get(draw)
              ? cut(one, drawn.get(draw), boxes.get(i).getAsJsonArray(), size)
              : new Share(drawn.get(draw), Optional.empty()));
    }
    return shares;
  }

  /** Cuts about the centre that gives the recorded box, if any does. */
  private static Share cut(ReferenceConfig one, double drawn, JsonArray sides, ImageSize size)
      throws IOException {
    int top = sides.get(0).getAsInt();
    int left = sides.get(2).getAsInt();
    CropBox box =
        new CropBox(left, top, sides.get(3).getAsInt() - left, sides.get(1).getAsInt() - top);
    if (one.has("minmax")) {
      double area = (double) box.width() * box.height();
      return new Share(1 - area / (size.width() * size.height()), Optional.of(box));
    }
    Share found = Mixing.cut(drawn, size, 0, 0);
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        Share share = Mixing.cut(drawn, size, y, x);
        found = share.box().equals(Optional.of(box)) ? share : found;
      }
    }
    return one.flag("correct_lam") ? found : new Share(drawn, found.box());
  }
}
