package io.greenmim.train.pretrain;

import io.greenmim.config.ImageSize;
import io.greenmim.masking.MaskGenerator;
import io.greenmim.model.MaskPlan;
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
import io.greenmim.train.device.Placement;

/** What pre-training is trained on: augmented images and what they hide, made on the host. */
final class MaskedImages {

  private MaskedImages() {}

  /** Images as the settings augment them, with the plans of a model. */
  static TrainingSet<byte[], MaskedBatch> of(
      PretrainSettings settings, ImageList images, MaskedImageModel model) {
    ImageSize size = settings.imageSize();
    int patch = model.maskPatch();
    long seed = settings.run().seed();
    BatchShape shape =
        BatchShape.of(settings.batchSize(), model.encoder().config().inChannels(), size);
    Augmentation published =
        switch (settings.method()) {
          case GREENMIM, FCMAE -> Augmentation.PRETRAINING;
          case SIMMIM -> Augmentation.SIMMIM;
        };
    int masksEach = settings.masks().count(shape.images());
    MaskGenerator masks = settings.maskGenerator(seed);
    MaskPlanner planner = model.planner(settings.grouping());
    Placement placement = Placement.of(settings.placement());
    return new TrainingSet<>(
        new AugmentedImages(
            images,
            settings.limits().limits(),
            published.withMinScale(settings.minScale()).withShape(size.width(), size.height()),
            shape,
            seed),
        new ShuffledOrder(images.size(), shape.images(), seed),
        (number, epoch, pictures) -> {
          MaskPlan plan =
              planner.plan(
                  masks.generate(
                      number * masksEach, masksEach, size.height() / patch, size.width() / patch));
          plan.prepare(shape.images(), placement.first(), placement.precision());
          return new MaskedBatch(
              PixelBatch.of(number, epoch, shape, pictures).pixels(),
              shape.images(),
              size.height(),
              size.width(),
              plan);
        });
  }
}
