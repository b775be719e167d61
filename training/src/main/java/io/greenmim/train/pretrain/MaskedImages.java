package io.greenmim.train.pretrain;

import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.TrainingSet;
import java.util.List;
import java.util.stream.LongStream;

/** What pre-training is trained on: augmented images and what they hide, made on the host. */
final class MaskedImages {

  private MaskedImages() {}

  /** Images as the options augment them, with the plans of a model. */
  static TrainingSet<byte[], MaskedBatch> of(
      PretrainOptions options, ImageList images, MaskedImageModel model) {
    int size = options.model().imageSize();
    int side = size / model.maskPatch();
    long seed = options.run().seed();
    BatchShape shape = new BatchShape(options.data().batchSize(), size, size);
    Augmentation published =
        switch (options.model().method()) {
          case GREENMIM -> Augmentation.PRETRAINING;
          case SIMMIM -> Augmentation.SIMMIM;
        };
    int masksEach = model.masksFor(shape.images());
    RandomMaskGenerator masks = new RandomMaskGenerator(seed, options.model().maskRatio());
    MaskPlanner planner = model.planner(options.model().grouping());
    return new TrainingSet<>(
        new AugmentedImages(
            images,
            options.data().limits(),
            published.withMinScale(options.data().minScale()),
            shape,
            seed),
        new ShuffledOrder(images.size(), shape.images(), seed),
        (number, epoch, pictures) ->
            new MaskedBatch(
                PixelBatch.of(number, epoch, shape, pictures).pixels(),
                shape.images(),
                size,
                size,
                planner.plan(draw(masks, number * masksEach, masksEach, side))));
  }

  /** Draws masks by their numbers. */
  static List<PatchMask> draw(RandomMaskGenerator masks, long first, int count, int side) {
    return LongStream.range(first, first + count)
        .mapToObj(number -> masks.generate(number, side, side))
        .toList();
  }
}
