package io.greenmim.train.pretrain;

import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.LoaderSettings;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.run.BatchSource;
import java.util.List;
import java.util.stream.LongStream;

/** The batches of a pre-training run: augmented images and what they hide, made on the host. */
public final class PretrainData implements BatchSource<MaskedBatch>, AutoCloseable {

  /** Batches that may be ready or in work for each loader thread. */
  private static final int PREFETCH_PER_THREAD = 2;

  private final BatchLoader<MaskedBatch> loader;

  /**
   * Starts the loader's threads.
   *
   * @param options options of the run
   * @param images the images
   * @param model model that the plans are for
   * @param batches numbers of the batches to give
   * @param unreadable takes the images that cannot be read
   */
  public PretrainData(
      PretrainOptions options,
      ImageList images,
      MaskedImageModel model,
      StepRange batches,
      UnreadableImages unreadable) {
    int size = options.model().imageSize();
    int side = size / model.maskPatch();
    int masksEach = model.masksFor(options.data().batchSize());
    RandomMaskGenerator masks =
        new RandomMaskGenerator(options.run().seed(), options.model().maskRatio());
    MaskPlanner planner = model.planner(options.model().grouping());
    Augmentation published =
        switch (options.model().method()) {
          case GREENMIM -> Augmentation.PRETRAINING;
          case SIMMIM -> Augmentation.SIMMIM;
        };
    LoaderSettings settings =
        new LoaderSettings(
            images,
            options.data().limits(),
            published.withMinScale(options.data().minScale()),
            new BatchShape(options.data().batchSize(), size, size),
            options.run().seed(),
            batches,
            new LoaderThreads(
                options.data().threads(), PREFETCH_PER_THREAD * options.data().threads()));
    loader =
        BatchLoader.start(
            settings,
            batch ->
                finish(batch, planner.plan(draw(masks, batch.step() * masksEach, masksEach, side))),
            unreadable);
  }

  private static List<PatchMask> draw(RandomMaskGenerator masks, long first, int count, int side) {
    return LongStream.range(first, first + count)
        .mapToObj(number -> masks.generate(number, side, side))
        .toList();
  }

  private static MaskedBatch finish(PixelBatch batch, MaskPlan plan) {
    BatchShape shape = batch.shape();
    return new MaskedBatch(batch.pixels(), shape.images(), shape.height(), shape.width(), plan);
  }

  @Override
  public MaskedBatch next() throws InterruptedException {
    return loader.next();
  }

  @Override
  public void close() {
    loader.close();
  }
}
