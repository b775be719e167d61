package io.greenmim.train.classify;

import io.greenmim.config.ModelConfig;
import io.greenmim.random.SplitMix64;
import io.greenmim.train.augment.MixingPlan;
import io.greenmim.train.augment.SoftTargets;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.PixelBatch;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.label.LabelledImages;
import java.util.List;

/** What a classifier is trained on: changed images and their targets, made on the host. */
final class ClassifierTrainingSet
    implements TrainingSet.Collator<ClassifierSample, ClassifierBatch> {

  private static final long PURPOSE = 5;

  private final ClassifierSettings settings;
  private final BatchShape shape;
  private final SoftTargets targets;
  private final float[] weights;

  private ClassifierTrainingSet(
      LabelledImages images, ClassifierSettings settings, BatchShape shape) {
    this.settings = settings;
    this.shape = shape;
    targets = new SoftTargets(images.classes().size(), settings.augmentation().smoothing());
    weights = ClassWeights.of(settings.classWeights(), images.classes(), images.counts());
  }

  /** Images as the settings change them, for a classifier. */
  static TrainingSet<ClassifierSample, ClassifierBatch> of(
      LabelledImages images, ModelConfig config, ClassifierSettings settings) {
    int channels = config.encoder().inChannels();
    long seed = settings.run().seed();
    BatchShape shape = BatchShape.of(settings.batchSize(), channels, settings.imageSize());
    return new TrainingSet<>(
        new LabelledPictures(
            images,
            new ImageDecoder(settings.limits().limits()),
            channels,
            settings.augmentation().pictures(settings.imageSize(), config.preprocessing()),
            seed),
        new ShuffledOrder(images.size(), shape.images(), seed),
        new ClassifierTrainingSet(images, settings, shape));
  }

  @Override
  public ClassifierBatch batch(long number, int epoch, List<ClassifierSample> samples) {
    MixingPlan plan =
        settings
            .augmentation()
            .mixing()
            .plan(
                samples.size(),
                settings.imageSize(),
                SplitMix64.of(settings.run().seed(), PURPOSE, number));
    List<byte[]> pictures = samples.stream().map(ClassifierSample::pixels).toList();
    return new ClassifierBatch(
        samples.stream().map(ClassifierSample::name).toList(),
        PixelBatch.of(number, epoch, shape, pictures).pixels(),
        plan,
        weighted(targets.of(samples.stream().mapToInt(ClassifierSample::label).toArray(), plan)));
  }

  private float[] weighted(float[] shares) {
    for (int i = 0; i < shares.length; i++) {
      shares[i] *= weights[i % weights.length];
    }
    return shares;
  }
}
