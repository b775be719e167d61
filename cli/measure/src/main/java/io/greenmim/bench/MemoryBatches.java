package io.greenmim.bench;

import ai.djl.Device;
import io.greenmim.config.ImageSize;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchMaker;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.pretrain.MaskedBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Makes batches of images that are in memory already: assembled, masked and planned on the threads
 * of a loader, as in training; nothing is decoded.
 */
final class MemoryBatches implements BatchMaker<MaskedBatch> {

  private static final int PREFETCH_PER_THREAD = 2;
  private static final int POOLED_BATCHES = 2;
  private static final double NANOS_PER_MILLI = 1e6;

  private final PretrainCase settings;
  private final int images;
  private final long seed;
  private final ImageSize size;
  private final int patch;
  private final int channels;
  private final int masksEach;
  private final MaskPlanner planner;
  private final Device device;
  private final byte[] pool;
  private final List<Double> planningMillis = Collections.synchronizedList(new ArrayList<>());

  /**
   * Draws the images.
   *
   * @param settings what is measured
   * @param model the model that the plans are for
   */
  MemoryBatches(PretrainCase settings, MaskedImageModel model) {
    this.settings = settings;
    images = settings.batchSize();
    seed = settings.seed();
    size = settings.imageSize();
    patch = model.maskPatch();
    channels = model.encoder().config().inChannels();
    masksEach = settings.masks().count(images);
    planner = settings.planner(model);
    device = SingleDevice.parse(settings.device());
    pool = new byte[POOLED_BATCHES * images * imageBytes()];
    new SplittableRandom(seed).nextBytes(pool);
  }

  /** Starts threads that make the batches of some steps. */
  BatchLoader<MaskedBatch> load(int steps, int threads) {
    return BatchLoader.start(
        new StepRange(0, steps), new LoaderThreads(threads, PREFETCH_PER_THREAD * threads), this);
  }

  private int imageBytes() {
    return channels * size.height() * size.width();
  }

  @Override
  public Optional<MaskedBatch> make(long step, BooleanSupplier cancelled) {
    SplittableRandom random = new SplittableRandom(seed + step);
    byte[] pixels = new byte[images * imageBytes()];
    for (int i = 0; i < images; i++) {
      int from = random.nextInt(POOLED_BATCHES * images) * imageBytes();
      System.arraycopy(pool, from, pixels, i * imageBytes(), imageBytes());
    }
    List<PatchMask> drawn =
        settings
            .maskShape()
            .generator(seed, settings.maskRatio())
            .generate(step * masksEach, masksEach, size.height() / patch, size.width() / patch);
    long began = System.nanoTime();
    MaskPlan plan = planner.plan(drawn);
    plan.prepare(images, device, settings.precision());
    planningMillis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
    return Optional.of(new MaskedBatch(pixels, images, size.height(), size.width(), plan));
  }

  /** {@return what planning took: milliseconds of each batch so far that was planned} */
  List<Double> planningMillis() {
    synchronized (planningMillis) {
      return List.copyOf(planningMillis);
    }
  }
}
