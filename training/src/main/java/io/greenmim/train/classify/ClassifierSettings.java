package io.greenmim.train.classify;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.config.Checks;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.train.config.ChannelSettings;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.config.PlacementSettings;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.SettingTexts;
import io.greenmim.train.config.Settings;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.label.LabelSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that decides the training of a classifier. What is null and belongs to a recipe gets
 * its value there once the number of images is known: {@link #completed}.
 *
 * @param labelled where the labelled images are
 * @param model name of the encoder's variant
 * @param init weights to start from: a folder, a model of the zoo, or a checkpoint file; null to
 *     draw them
 * @param prefix what the names in that file must begin with; null for what stands before all
 * @param resize how its tables of relative positions of another window are resized
 * @param recipe values of what is left open; null for the usual recipe
 * @param frozen number of the encoder's first stages that are not trained
 * @param epochs passes over the data
 * @param batchSize images of a pass on one device
 * @param imageSize size of the images
 * @param warmupEpochs length of the linear warm-up in epochs
 * @param baseLearningRate learning rate for an effective batch of 256 images
 * @param minLearningRate learning rate at the end of the cosine
 * @param layerDecay factor of the learning rate from a layer of the encoder to the one before, in
 *     (0, 1]
 * @param weightDecay decoupled weight decay of the parameters that decay
 * @param beta1 decay of AdamW's first moment, in [0, 1)
 * @param beta2 decay of AdamW's second moment, in [0, 1)
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 * @param averageDecay decay of the moving average of the weights, in [0, 1); 0 for no average
 * @param dropPath largest probability of stochastic depth, in [0, 1)
 * @param augmentation how training changes images and labels
 * @param classWeights {@code balanced}, or a weight for each class in the order of their names,
 *     joined by commas; null for 1 each
 * @param input the channels of the images
 * @param limits how large images may be
 * @param run what every run is told
 * @param placement what the model is trained on
 * @param validateEvery epochs from one validation to the next; 0 for none
 */
public record ClassifierSettings(
    LabelSettings labelled,
    @Setting(
            value = "Variant of the encoder: " + Setting.VALUES + ".",
            label = "NAME",
            choices = EncoderChoices.class)
        String model,
    @Setting(
            value =
                "Weights to start from: a run or model folder, a model of the zoo, or a checkpoint"
                    + " file of any known layout; of an encoder, with whatever stands on it, or of"
                    + " a classifier, whose head stays if it knows the classes. Default: random"
                    + " weights.",
            label = "RUN|ARTIFACT|FILE")
        String init,
    @Setting(
            value =
                "Take the tensors of the file of --init whose names begin with this, such as"
                    + " student., and no others.",
            label = "PREFIX")
        String prefix,
    @Setting(value = SettingTexts.TABLES, usual = "geometric") TableResize resize,
    @Setting(
            value =
                "Values of what is left open: small (for thousands of images), or as published"
                    + " simmim (fine-tuning), fcmae (fine-tuning of encoders made of convolutions)"
                    + " or twins (300 epochs from random weights). Default: small below 10,000"
                    + " images, else fcmae for encoders made of convolutions, simmim with --init,"
                    + " twins without.")
        ClassifierRecipe recipe,
    @Setting(
            value =
                "First stages of the encoder that are not trained, the patch embedding with them.",
            usual = "0",
            label = "N")
        int frozen,
    @Setting("Passes over the data. Default: the recipe's.") Integer epochs,
    @Setting("Images of a pass on one device. Default: the recipe's.") Integer batchSize,
    @Setting("Side of the images, or HEIGHTxWIDTH. Default: that of the variant.")
        ImageSize imageSize,
    @Setting("Length of the linear warm-up. Default: the recipe's share of the epochs.")
        Double warmupEpochs,
    @Setting(
            value =
                "Learning rate for an effective batch of 256, which is batch size x accumulated"
                    + " passes x devices. Default: the recipe's.",
            name = "base-lr")
        Double baseLearningRate,
    @Setting(value = "Learning rate at the end of the cosine.", usual = "1e-6", name = "min-lr")
        double minLearningRate,
    @Setting(
            "Factor of the learning rate from a layer of the encoder to the one before. Default:"
                + " the recipe's; 1 without --init.")
        Double layerDecay,
    @Setting("Decay of matrices and kernels. Default: the recipe's.") Double weightDecay,
    @Setting(value = "", usual = "0.9") double beta1,
    @Setting(value = "", usual = "0.999") double beta2,
    @Setting("Largest norm of the gradient; 0 for no limit. Default: the recipe's.")
        Double clipNorm,
    @Setting(
            value =
                "Decay of the moving average of the weights, 0.999 say, which is evaluated and"
                    + " kept as the best; 0 for none. Default: the recipe's.",
            name = "ema")
        Double averageDecay,
    @Setting("Largest probability of stochastic depth. Default: the recipe's.") Double dropPath,
    ClassifierAugmentation augmentation,
    @Setting(
            value =
                "How much each class counts in the loss: balanced (rare classes as much as"
                    + " frequent ones), or numbers in the order of the classes' names. Default: as"
                    + " much as it has images.",
            label = "WEIGHTS")
        String classWeights,
    ChannelSettings input,
    ImageLimitSettings limits,
    RunSettings run,
    PlacementSettings placement,
    @Setting(value = SettingTexts.VALIDATE_EVERY, usual = "1", label = "N") int validateEvery) {

  /** Effective batch that the base rate is given for. */
  private static final double BASE_BATCH = 256;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the variant is unknown or a value is out of its range
   */
  public ClassifierSettings {
    Variant variant = Backbones.variant(model);
    imageSize = imageSize == null ? variant.encoder().imageSize() : imageSize;
    variant.encoder().withImageSize(imageSize);
    Checks.that(prefix == null || init != null, "prefix: expected 'init' with it, got none");
    Checks.that(
        input.initChannels() == null || init != null,
        "initChannels: expected 'init' with it, got none");
    Checks.that(
        frozen >= 0 && frozen <= variant.encoder().stages(),
        "frozen: expected 0 to %s, got %s",
        variant.encoder().stages(),
        frozen);
    Checks.atLeast("epochs", epochs == null ? 1 : epochs, 1);
    Checks.atLeast("batchSize", batchSize == null ? 1 : batchSize, 1);
    Checks.atLeastZero("warmupEpochs", warmupEpochs == null ? 0 : warmupEpochs);
    Checks.that(
        baseLearningRate == null || (baseLearningRate > 0 && Double.isFinite(baseLearningRate)),
        "baseLearningRate: expected a positive number, got %s",
        baseLearningRate);
    Checks.atLeastZero("minLearningRate", minLearningRate);
    Checks.that(
        dropPath == null || (dropPath >= 0 && dropPath < 1),
        "dropPath: expected a number in [0, 1), got %s",
        dropPath);
    ClassWeights.check(classWeights);
    Checks.atLeast("validateEvery", validateEvery, 0);
    update(weightDecay, beta1, beta2, clipNorm, averageDecay, layerDecay);
  }

  private static UpdateOptions update(
      Double decay, double beta1, double beta2, Double clip, Double average, Double layers) {
    return new UpdateOptions(
        decay == null ? 0 : decay,
        beta1,
        beta2,
        clip == null ? 0 : clip,
        average == null ? 0 : average,
        layers == null ? 1 : layers);
  }

  /**
   * Gives what is left open the values of the recipe.
   *
   * @param images number of images that are trained on
   * @return these settings, in which all but {@code init}, {@code prefix} and {@code classWeights}
   *     has a value
   */
  public ClassifierSettings completed(int images) {
    Variant variant = Backbones.variant(model);
    ClassifierRecipe chosen =
        recipe != null ? recipe : ClassifierRecipe.usual(variant, init != null, images);
    Map<String, Object> all = new HashMap<>(chosen.values(variant, init != null, images));
    Settings<ClassifierSettings> settings = Settings.of(ClassifierSettings.class);
    double share = (double) all.remove(ClassifierRecipe.WARMUP_SHARE);
    all.putAll(settings.values(this));
    all.put("recipe", chosen);
    all.putIfAbsent("warmupEpochs", share * (int) all.get("epochs"));
    return settings.create(all);
  }

  /**
   * Returns the configuration of the classifier.
   *
   * @param classes number of classes
   * @return the variant's encoder with a head, for these images
   */
  public ModelConfig config(int classes) {
    EncoderConfig encoder = Backbones.variant(model).encoder().withImageSize(imageSize);
    return input.applied(
        ModelConfig.of(
            model,
            encoder
                .withLayerNormEps(encoder.usualLayerNormEps())
                .withDropPath(dropPath == null ? encoder.dropPath() : dropPath),
            new ClassifierConfig(classes)));
  }

  /**
   * Returns the learning rate after the warm-up: the base rate scaled by the effective batch (Goyal
   * et al., 2017).
   *
   * @param effectiveBatch images of an optimiser step over all devices and accumulated passes
   * @return base rate x effective batch / 256
   */
  double peakLearningRate(int effectiveBatch) {
    return baseLearningRate * effectiveBatch / BASE_BATCH;
  }

  /**
   * Returns how a step moves the weights.
   *
   * @return the options of the update; what is left open moves nothing
   */
  public UpdateOptions update() {
    return update(weightDecay, beta1, beta2, clipNorm, averageDecay, layerDecay);
  }
}
