package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderWork;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.VisiblePatches;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The counted work of every family is what the engine does. */
class ProfiledWorkTest {

  /** An embedding may multiply zeros that its kernel of 7 x 7 is extended by. */
  private static final double EXTENDED = 64.0 / 49;

  @TempDir private Path folder;

  static Stream<String> variants() {
    return Backbones.families().stream().map(BackboneFamily::smallVariant);
  }

  private static Encoder encoder(NDManager manager, EncoderConfig config) {
    Encoder encoder = Backbones.newEncoder(config, EncoderUse.POOLED);
    StateDict.of(encoder).initialise(manager, shape(config), 0);
    return encoder;
  }

  private static Shape shape(EncoderConfig config) {
    ImageSize size = config.imageSize();
    return new Shape(1, config.inChannels(), size.height(), size.width());
  }

  private static void assertCounted(EncoderWork work, double done) {
    double counted =
        work.embedding() + work.linear() + work.merging() + work.attention() + work.padding();
    double least = counted * (1 - 1e-6);
    double most = counted * (1 + 1e-6) + (EXTENDED - 1) * work.embedding();
    assertTrue(least <= done && done <= most, "counted %s, done %s".formatted(counted, done));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void ofAllPatches(String name) throws IOException {
    EncoderConfig config = Backbones.variant(name).encoder().withImageSize(new ImageSize(96, 160));
    try (NDManager manager = NDManager.newBaseManager();
        Autograd.Paused paused = Autograd.pause()) {
      Encoder encoder = encoder(manager, config);
      NDArray images = manager.ones(shape(config));
      PassStore store = new PassStore(manager, Precision.REFERENCE);
      ProfiledWork done = ProfiledWork.of(() -> encoder.features(store, images, false), folder);
      assertCounted(encoder.work(config.imageSize()), done.products() + done.convolutions());
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void ofVisiblePatches(String name) throws IOException {
    Variant variant = Backbones.variant(name);
    PatchMask mask = new RandomMaskGenerator(0, 0.6).generate(0, 7, 7);
    try (NDManager manager = NDManager.newBaseManager();
        Autograd.Paused paused = Autograd.pause()) {
      Encoder encoder = encoder(manager, variant.encoder());
      NDArray images = manager.ones(shape(variant.encoder()));
      MaskPlan plan =
          encoder.planner(variant.decoder().maskPatch(), GroupingMode.OPTIMAL).plan(List.of(mask));
      PassStore store = new PassStore(manager, Precision.REFERENCE);
      ProfiledWork done =
          ProfiledWork.of(
              () -> encoder.encode(store, new VisiblePatches(images, plan), false), folder);
      // The plain form convolves the hidden sites too.
      double visible = mask.visibleCount() / 49.0;
      assertCounted(encoder.work(plan), done.products() + visible * done.convolutions());
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void ofDecodersAndHeads(String name) throws IOException {
    Variant variant = Backbones.variant(name);
    PatchMask mask = new RandomMaskGenerator(0, 0.6).generate(0, 7, 7);
    for (PretrainMethod method : PretrainMethod.values()) {
      if (!method.takes(variant.encoder())) {
        continue;
      }
      ModelConfig config =
          new ModelOptions(
                  method,
                  name,
                  variant.encoder().imageSize(),
                  null,
                  0.6,
                  0,
                  GroupingMode.OPTIMAL,
                  FirstWeights.PUBLISHED)
              .toConfig();
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      try (NDManager manager = NDManager.newBaseManager();
          Autograd.Paused paused = Autograd.pause()) {
        StateDict.of(model).initialise(manager, shape(config.encoder()), 0);
        NDArray images = manager.ones(shape(config.encoder()));
        MaskPlan plan = model.planner(GroupingMode.OPTIMAL).plan(List.of(mask));
        PassStore store = new PassStore(manager, Precision.REFERENCE);
        NDArray latents =
            model.encoder().encode(store, model.input(store, images, plan, false), false);
        ProfiledWork done =
            ProfiledWork.of(() -> model.loss(store, latents, images, plan, false), folder);
        FlopCount counted = FlopCounter.masked(model, plan);
        double work = counted.decoder() + counted.head();
        assertTrue(work > 0, method + " of " + name);
        assertEquals(work, done.products() + done.convolutions(), 1e-6 * work, method + "");
      }
    }
  }

  @Test
  void countsProductsAndConvolutions() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray a = manager.ones(new Shape(2, 3, 4));
      NDArray b = manager.ones(new Shape(2, 4, 5));
      NDArray map = manager.ones(new Shape(2, 8, 6, 4));
      NDArray three = manager.ones(new Shape(8, 1, 3, 3));
      NDArray two = manager.ones(new Shape(16, 8, 2, 2));
      Shape one = new Shape(1, 1);
      ProfiledWork done =
          ProfiledWork.of(
              () -> {
                a.matMul(b);
                a.get(0).matMul(b.get(0));
                Conv2d.conv2d(map, three, null, one, one, one, 8);
                Conv2d.conv2d(map, two, null, new Shape(2, 2), new Shape(0, 0), one, 1);
              },
              folder);
      assertEquals(3 * 2 * 3 * 4 * 5, done.products());
      assertEquals(2 * 2 * 6 * 4 * 8 * 9 + 2 * 2 * 3 * 2 * 16 * 8 * 4, done.convolutions());
    }
  }
}
