package io.greenmim.train.config;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.LatentOrder;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ResponseNorm;
import io.greenmim.config.WindowOrder;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.masking.MaskGenerator;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.MaskSharing;
import java.nio.file.Path;

/**
 * Everything that decides a pre-training run. What is null gets the published value of the method
 * and the variant, so that each component but {@code init}, {@code prefix}, {@code valData}, {@code
 * probe} and, for a schedule without it, {@code minLearningRate} has a value.
 *
 * @param data folder of images, walked recursively
 * @param method how the encoder is pre-trained
 * @param model name of the encoder's variant
 * @param epochs passes over the data
 * @param batchSize images of a pass on one device
 * @param imageSize size of the training images, multiples of the mask patch
 * @param maskPatch side of the patches that are hidden, in pixels; null for that of the variant
 * @param maskRatio share of hidden patches, between 0 and 1, both excluded
 * @param masks which images hide the same patches
 * @param maskShape what hidden patches look like
 * @param grouping how windows are grouped; of no consequence to SimMIM
 * @param latentOrder where GreenMIM's decoder puts the latents; null for each at its own patch
 * @param responseNorm what the response norms of ConvNeXt V2 are taken over; null for an image
 * @param windowOrder how windows are shifted where they do not divide a map; null for the variant's
 *     way
 * @param warmupEpochs length of the linear warm-up in epochs
 * @param baseLearningRate learning rate for an effective batch of 256 images
 * @param schedule how it falls
 * @param minLearningRate learning rate at the end of a cosine; null for another schedule
 * @param weightDecay decoupled weight decay of the parameters that decay
 * @param beta1 decay of AdamW's first moment, in [0, 1)
 * @param beta2 decay of AdamW's second moment, in [0, 1)
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 * @param layerDecay factor of the learning rate from a layer of the encoder to the one before, in
 *     (0, 1]
 * @param averageDecay decay of the moving average of the weights, in [0, 1); 0 for no average
 * @param run what every run is told
 * @param placement what the model is trained on
 * @param dropPath largest probability of stochastic depth, in [0, 1)
 * @param firstWeights how the weights of a fresh model are drawn
 * @param init weights to start from: a folder, a model of the zoo, or a checkpoint file; null to
 *     draw them
 * @param prefix what the names in that file must begin with; null for what stands before all
 * @param resize how its tables of relative positions of another window are resized
 * @param minScale smallest share of an image's area that a random crop covers, in (0, 1]
 * @param input the channels of the images
 * @param limits how large images may be
 * @param valData folder of images to validate on; null for no validation
 * @param validateEvery epochs from one validation to the next; 0 for none
 * @param probe labelled images to probe the encoder by, as class folders or a list of files and
 *     labels; null for no probes
 * @param probeEvery epochs from one probe to the next; null without {@code probe}
 * @param pictures images shown in each reconstruction picture; 0 for no pictures
 */
public record PretrainSettings(
    @Setting(
            value = "Folder of " + ImageFormat.NAMES + " images, walked recursively.",
            label = "DIR",
            required = true)
        Path data,
    @Setting(
            value =
                "greenmim (the visible patches alone, MAE's decoder), simmim (all patches, mask"
                    + " tokens, a linear head) or fcmae (the visible patches alone, a decoder of"
                    + " convolutions; for encoders made of convolutions).",
            usual = "greenmim")
        PretrainMethod method,
    @Setting(
            value = "Variant: " + Setting.VALUES + ".",
            label = "NAME",
            choices = EncoderChoices.class)
        String model,
    @Setting(value = "Passes over the data.", usual = "100") int epochs,
    @Setting(value = "Images of a pass on one device.", usual = "64") int batchSize,
    @Setting(
            "Side of the images, or HEIGHTxWIDTH such as 160x320; multiples of the side of hidden"
                + " patches, 32 as a rule. Default: that of the variant.")
        ImageSize imageSize,
    @Setting(
            "Side of the patches that are hidden, in pixels, a multiple of the encoder's total"
                + " stride. Default: that of the variant.")
        Integer maskPatch,
    @Setting("Share of hidden patches. Default: 0.75; 0.6 for simmim and fcmae.") Double maskRatio,
    @Setting(
            "Masks: batch (all images of a batch hide the same patches) or image (each has a mask"
                + " of its own). Default: batch; image for simmim and fcmae.")
        MaskSharing masks,
    @Setting(
            value = "Hidden patches: random ones, or block (rectangles of them, as BEiT has).",
            usual = "random")
        MaskShape maskShape,
    @Setting(
            value =
                "How greenmim groups windows, where the encoder has some (Swin and Twins): "
                    + Setting.VALUES
                    + ".",
            usual = "optimal")
        GroupingMode grouping,
    @Setting(
            "Where greenmim's decoder puts the latents of the visible patches: own (each at its own"
                + " patch) or published (as the published code does, which mixes them up). Default:"
                + " own.")
        LatentOrder latentOrder,
    @Setting(
            "Response norms of ConvNeXt V2 over the visible patches of an image, or of the whole"
                + " batch as published FCMAE has it: image or batch. Default: image.")
        ResponseNorm responseNorm,
    @Setting(
            value = WINDOW_ORDER + " Default: that of the variant, pad_then_shift.",
            label = "ORDER")
        WindowOrder windowOrder,
    @Setting(
            "Length of the linear warm-up. Default: a twentieth of the epochs; for simmim a tenth,"
                + " an eightieth from 800 epochs on.")
        Double warmupEpochs,
    @Setting(
            value =
                "Learning rate for an effective batch of 256. Default, as published: 1.5e-4, from"
                    + " 800 epochs on 1e-4 for base with window 7 and for large; for simmim 1e-4,"
                    + " from 800 epochs on 5e-5. 4e-3 for nano, whose batches are small.",
            name = "base-lr")
        Double baseLearningRate,
    @Setting(
            "How the learning rate falls: cosine, or step (a tenth after seven eighths). Default:"
                + " cosine; step for simmim from 800 epochs on.")
        RateSchedule schedule,
    @Setting(
            value =
                "Learning rate at the end of the cosine. Default: 0; a twentieth of the peak for"
                    + " simmim.",
            name = "min-lr")
        Double minLearningRate,
    @Setting(
            "Decay of matrices and kernels, for simmim of tables of relative positions too, for"
                + " fcmae of response gains and offsets and of the mask token."
                + " Default: "
                + PretrainRecipe.WEIGHT_DECAY
                + ".")
        Double weightDecay,
    @Setting("Decay of AdamW's first moment. Default: " + PretrainRecipe.BETA1 + ".") Double beta1,
    @Setting("Decay of AdamW's second moment. Default: 0.95; 0.999 for simmim.") Double beta2,
    @Setting("Largest global norm of the gradient; 0 for none. Default: 0; 5 for simmim.")
        Double clipNorm,
    @Setting(
            value = "Factor of the learning rate from a layer of the encoder to the one before.",
            usual = "1")
        double layerDecay,
    @Setting(
            value =
                "Decay of the moving average of the weights, 0.999 say, which is evaluated and"
                    + " kept as the best; 0 for none.",
            usual = "0",
            name = "ema")
        double averageDecay,
    RunSettings run,
    PlacementSettings placement,
    @Setting(value = "Largest probability of stochastic depth.", usual = "0") double dropPath,
    @Setting(
            value =
                "How the weights of a fresh model are drawn: published (the method's:"
                    + " Xavier-uniform for greenmim, Swin's normal ones for simmim, normal ones for"
                    + " fcmae) or normal (the encoder's matrices and kernels normal, deviation"
                    + " 0.02, biases 0).",
            usual = "published",
            name = "init-weights")
        FirstWeights firstWeights,
    @Setting(
            value =
                "Weights to start from: a run or model folder, a model of the zoo, or a checkpoint"
                    + " file of any known layout; of an encoder, with its decoder if that fits."
                    + " Default: weights that are drawn.",
            label = "RUN|ARTIFACT|FILE")
        String init,
    @Setting(
            value =
                "Take the tensors of the file of --init whose names begin with this, such as"
                    + " student., and no others.",
            label = "PREFIX")
        String prefix,
    @Setting(
            value =
                "How --init resizes tables of relative positions of another window: "
                    + Setting.VALUES
                    + ".",
            usual = "geometric")
        TableResize resize,
    @Setting("Smallest share of an image in a random crop. Default: 0.2; 0.67 for simmim.")
        Double minScale,
    ChannelSettings input,
    ImageLimitSettings limits,
    @Setting(
            value =
                "Folder of images to validate on: the loss there, under masks that stay the same,"
                    + " says which weights are kept in best/. Default: no validation.",
            label = "DIR")
        Path valData,
    @Setting(value = SettingTexts.VALIDATE_EVERY, usual = "1", label = "N") int validateEvery,
    @Setting(
            value =
                "Labelled images, in class folders within train and val or to be split, or as a"
                    + " list of files and labels that is split, by which"
                    + " nearest neighbours and a linear probe show before the first step and after"
                    + " epochs what the encoder has learnt; training does not see them. Default:"
                    + " none.",
            label = "DIR|FILE")
        Path probe,
    @Setting(value = "Epochs from one probe to the next. Default: 10.", label = "N")
        Integer probeEvery,
    @Setting(value = "Images in each reconstruction picture; 0 for none.", usual = "6")
        int pictures) {

  private static final int USUAL_PROBE_EVERY = 10;

  /** What the option of the order of filling and shifting says. */
  public static final String WINDOW_ORDER =
      "Where Swin's windows do not divide the map of a whole image: pad_then_shift (it is filled"
          + " up, then shifted, as detectors have it) or shift_then_pad (as timm has it).";

  /**
   * Replaces null by the published values, and checks them.
   *
   * @throws IllegalArgumentException if the variant is unknown or a value is out of its range
   */
  public PretrainSettings {
    Checks.that(data != null, "data: expected a folder of images, got none");
    Checks.atLeast("epochs", epochs, 1);
    Checks.atLeast("batchSize", batchSize, 1);
    PretrainRecipe recipe = PretrainRecipe.of(method, model, epochs);
    UpdateOptions published = recipe.update();
    imageSize = or(imageSize, Backbones.variant(model).encoder().imageSize());
    maskRatio = or(maskRatio, recipe.maskRatio());
    masks = or(masks, recipe.masks());
    minScale = or(minScale, recipe.minScale());
    warmupEpochs = or(warmupEpochs, recipe.warmupShare() * epochs);
    baseLearningRate = or(baseLearningRate, recipe.rate().base());
    schedule = or(schedule, recipe.rate().schedule());
    weightDecay = or(weightDecay, published.weightDecay());
    beta1 = or(beta1, published.beta1());
    beta2 = or(beta2, published.beta2());
    clipNorm = or(clipNorm, published.clipNorm());
    if (minLearningRate == null && schedule == RateSchedule.COSINE) {
      int effectiveBatch = batchSize * run.accumulate() * placement.devices();
      minLearningRate =
          recipe.rate().floorShare()
              * new PretrainRecipe.Rate(baseLearningRate, schedule, 0).peak(effectiveBatch);
    }
    Checks.that(
        baseLearningRate > 0 && Double.isFinite(baseLearningRate),
        "baseLearningRate: expected a positive number, got %s",
        baseLearningRate);
    double floor = minLearningRate == null ? 0 : minLearningRate;
    Checks.atLeastZero("minLearningRate", floor);
    Checks.that(
        schedule == RateSchedule.COSINE || floor == 0,
        "minLearningRate: expected none with 'schedule' step, got %s",
        floor);
    Checks.atLeastZero("warmupEpochs", warmupEpochs);
    Checks.that(
        minScale > 0 && minScale <= 1, "minScale: expected a number in (0, 1], got %s", minScale);
    ModelOptions options =
        new ModelOptions(
            method, model, imageSize, maskPatch, maskRatio, dropPath, grouping, firstWeights);
    modelConfig(options, new Details(latentOrder, responseNorm, windowOrder), input);
    new UpdateOptions(weightDecay, beta1, beta2, clipNorm, averageDecay, layerDecay);
    Checks.that(prefix == null || init != null, "prefix: expected 'init' with it, got none");
    Checks.that(
        input.initChannels() == null || init != null,
        "initChannels: expected 'init' with it, got none");
    Checks.atLeast("validateEvery", validateEvery, 0);
    Checks.that(
        probeEvery == null || probe != null, "probeEvery: expected 'probe' with it, got none");
    probeEvery = probe == null ? null : or(probeEvery, USUAL_PROBE_EVERY);
    Checks.atLeast("probeEvery", or(probeEvery, 1), 1);
    Checks.atLeast("pictures", pictures, 0);
  }

  private static <V> V or(V given, V published) {
    return given == null ? published : given;
  }

  /**
   * Returns the learning rate after the warm-up: the base rate scaled by the effective batch (Goyal
   * et al., 2017).
   *
   * @param effectiveBatch images of an optimiser step over all devices and accumulated passes
   * @return base rate x effective batch / 256
   */
  public double peakLearningRate(int effectiveBatch) {
    return new PretrainRecipe.Rate(baseLearningRate, schedule, 0).peak(effectiveBatch);
  }

  /**
   * Returns what hides the patches.
   *
   * @param seed seed of the masks
   * @return the generator of the masks
   */
  public MaskGenerator maskGenerator(long seed) {
    return maskShape.generator(seed, maskRatio);
  }

  /**
   * Returns the configuration of the model.
   *
   * @return encoder and decoder for these images
   */
  public ModelConfig modelConfig() {
    return modelConfig(modelOptions(), new Details(latentOrder, responseNorm, windowOrder), input);
  }

  /** What only some models have. */
  private record Details(
      LatentOrder latentOrder, ResponseNorm responseNorm, WindowOrder windowOrder) {}

  private static ModelConfig modelConfig(
      ModelOptions options, Details details, ChannelSettings input) {
    ModelConfig config = input.applied(options.toConfig());
    EncoderConfig encoder = config.encoder();
    if (details.responseNorm() != null) {
      encoder = encoder.withResponseNorm(details.responseNorm());
    }
    if (details.windowOrder() != null) {
      encoder = encoder.withWindowOrder(details.windowOrder());
    }
    if (details.latentOrder() != null) {
      Checks.that(
          config.head() instanceof MimConfig,
          "latentOrder: expected the method greenmim, whose decoder has one, got %s",
          options.method());
      config = config.withHead(((MimConfig) config.head()).withLatentOrder(details.latentOrder()));
    }
    return config.withEncoder(config.variant(), encoder);
  }

  /**
   * Returns what is trained.
   *
   * @return the options of the model, without the channels of the images and the response norms
   */
  public ModelOptions modelOptions() {
    return new ModelOptions(
        method, model, imageSize, maskPatch, maskRatio, dropPath, grouping, firstWeights);
  }

  /**
   * Returns how a step moves the weights.
   *
   * @return the options of the update
   */
  public UpdateOptions update() {
    return new UpdateOptions(weightDecay, beta1, beta2, clipNorm, averageDecay, layerDecay);
  }
}
