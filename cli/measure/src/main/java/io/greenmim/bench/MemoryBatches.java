package io.greenmim.bench;

import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.pretrain.MaskedBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Batches of images that are in memory already: assembled, masked and planned on threads of their
 * own, a few batches ahead, as in training; nothing is decoded.
 */
final class MemoryBatches implements AutoCloseable {

  private static final int PREFETCH_PER_THREAD = 2;
  private static final int POOLED_BATCHES = 2;
  private static final double NANOS_PER_MILLI = 1e6;

  private final ModelOptions options;
  private final int images;
  private final long seed;
  private final int masksEach;
  private final MaskPlanner planner;
  private final byte[] pool;
  private final ExecutorService threads;
  private final Queue<Future<MaskedBatch>> ahead = new ArrayDeque<>();
  private final List<Double> planningMillis = Collections.synchronizedList(new ArrayList<>());
  private long next;

  /**
   * Draws the images and starts the threads.
   *
   * @param options what is trained
   * @param images images of a batch
   * @param seed seed of images and masks
   * @param model the model that the plans are for
   * @param count number of threads
   */
  MemoryBatches(ModelOptions options, int images, long seed, MaskedImageModel model, int count) {
    this.options = options;
    this.images = images;
    this.seed = seed;
    masksEach = model.masksFor(images);
    planner = model.planner(options.grouping());
    pool = new byte[POOLED_BATCHES * images * imageBytes()];
    new SplittableRandom(seed).nextBytes(pool);
    int side = options.imageSize() / model.maskPatch();
    threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, "greenmim-bench-loader");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < PREFETCH_PER_THREAD * count; i++) {
      submit(side);
    }
  }

  private int imageBytes() {
    return 3 * options.imageSize() * options.imageSize();
  }

  private void submit(int side) {
    long number = next++;
    ahead.add(threads.submit(() -> assemble(number, side)));
  }

  private MaskedBatch assemble(long number, int side) {
    SplittableRandom random = new SplittableRandom(seed + number);
    byte[] pixels = new byte[images * imageBytes()];
    for (int i = 0; i < images; i++) {
      int from = random.nextInt(POOLED_BATCHES * images) * imageBytes();
      System.arraycopy(pool, from, pixels, i * imageBytes(), imageBytes());
    }
    RandomMaskGenerator masks = new RandomMaskGenerator(seed, options.maskRatio());
    List<PatchMask> drawn =
        LongStream.range(number * masksEach, (number + 1) * masksEach)
            .mapToObj(mask -> masks.generate(mask, side, side))
            .toList();
    long began = System.nanoTime();
    MaskPlan plan = planner.plan(drawn);
    planningMillis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
    return new MaskedBatch(pixels, images, options.imageSize(), options.imageSize(), plan);
  }

  /** The next batch; waits for it. */
  MaskedBatch next() throws InterruptedException {
    try {
      MaskedBatch batch = ahead.remove().get();
      submit(batch.plan().masks().get(0).rows());
      return batch;
    } catch (ExecutionException e) {
      throw new IllegalStateException("making a batch failed", e.getCause());
    }
  }

  /**
   * Returns what planning took.
   *
   * @return milliseconds of each batch so far that was planned
   */
  List<Double> planningMillis() {
    synchronized (planningMillis) {
      return List.copyOf(planningMillis);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
