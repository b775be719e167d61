package io.greenmim.train.pretrain;

import io.greenmim.config.ImageSize;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.PretrainSettings;
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

  /** Images as the settings augment them, with the plans of a model. */
  static TrainingSet<byte[], MaskedBatch> of(
      PretrainSettings settings, ImageList images, MaskedImageModel model) {
    ImageSize size = settings.imageSize();
    int patch = model.maskPatch();
    long seed = settings.run().seed();
    BatchShape shape = BatchShape.of(settings.batchSize(), size);
    Augmentation published =
        switch (settings.method()) {
          case GREENMIM -> Augmentation.PRETRAINING;
          case SIMMIM -> Augmentation.SIMMIM;
        };
    int masksEach = model.masksFor(shape.images());
    RandomMaskGenerator masks = new RandomMaskGenerator(seed, settings.maskRatio());
    MaskPlanner planner = model.planner(settings.grouping());
    return new TrainingSet<>(
        new AugmentedImages(
            images,
            settings.limits().limits(),
            published.withMinScale(settings.minScale()),
            shape,
            seed),
        new ShuffledOrder(images.size(), shape.images(), seed),
        (number, epoch, pictures) ->
            new MaskedBatch(
                PixelBatch.of(number, epoch, shape, pictures).pixels(),
                shape.images(),
                size.height(),
                size.width(),
                planner.plan(draw(masks, number * masksEach, masksEach, size, patch))));
  }

  /** Draws masks of images of a size by their numbers. */
  static List<PatchMask> draw(
      RandomMaskGenerator masks, long first, int count, ImageSize size, int patch) {
    return LongStream.range(first, first + count)
        .mapToObj(number -> masks.generate(number, size.height() / patch, size.width() / patch))
        .toList();
  }
}
