package io.greenmim.detect.train;

import io.greenmim.checkpoint.TableResize;
import io.greenmim.config.Checks;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.train.config.ChannelSettings;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.config.PlacementSettings;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.SettingTexts;
import io.greenmim.train.config.UpdateOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Everything that decides the training of a detector. What is null gets the published value, so
 * that each component but {@code init}, {@code prefix} and the files of the data has a value.
 *
 * @param data data set in a folder: {@code train.json} with {@code train}, or COCO's own names,
 *     likewise for the validation; null if {@code annotations} is given
 * @param annotations annotations to train on; null if {@code data} is given
 * @param images folder of their images
 * @param valAnnotations annotations to validate on; null for those of {@code data}, if any
 * @param valImages folder of their images
 * @param mostImages the first images of each part that are used; 0 for all
 * @param model name of the detector's variant
 * @param init weights to start from: a folder, a model of the zoo, or a checkpoint file; null to
 *     draw them
 * @param prefix what the names in that file must begin with; null for what stands before all
 * @param resize how its tables of relative positions of another window are resized
 * @param noMasks whether boxes alone are trained
 * @param agnosticBoxes whether there is one box for all classes
 * @param agnosticMasks whether there is one mask for all classes
 * @param frozen number of the encoder's first stages that are not trained
 * @param schedule when the learning rate falls
 * @param epochs passes over the data, to which the schedule is stretched
 * @param batchSize images of a pass on one device
 * @param learningRate learning rate after the warm-up
 * @param warmupSteps steps of the linear warm-up
 * @param layerDecay factor of the learning rate from a layer of the encoder to the one before, in
 *     (0, 1]
 * @param weightDecay decoupled weight decay of the parameters that decay
 * @param beta1 decay of AdamW's first moment, in [0, 1)
 * @param beta2 decay of AdamW's second moment, in [0, 1)
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 * @param averageDecay decay of the moving average of the weights, in [0, 1); 0 for no average
 * @param dropPath largest probability of stochastic depth, in [0, 1)
 * @param augmentation how training changes images
 * @param shortSides lengths of the shorter side in pixels that {@link AugmentationName#RESIZE}
 *     chooses from
 * @param longSide most pixels of the longer side
 * @param testShortSide shorter side of the images in validation, in pixels
 * @param input the channels of the images
 * @param limits how large images may be
 * @param keepEmpty whether images without objects are trained on
 * @param repeatThreshold share of the images below which a category's images are repeated (Gupta et
 *     al., 2019, arXiv 1908.03195, section 4.2); 0 for no repetition
 * @param mostDetections most detections of an image
 * @param run what every run is told
 * @param placement what the model is trained on
 * @param validateEvery epochs from one validation to the next; 0 for none
 * @param pictures images in each picture of detections; 0 for none
 */
public record DetectorSettings(
    @Setting(
            value =
                "Data set: train.json with the folder train, or COCO's instances_train2017.json"
                    + " with train2017, in the folder or in its annotations; val likewise. Or give"
                    + " --annotations and --images.",
            label = "DIR")
        Path data,
    @Setting(value = "Annotations to train on.", label = "FILE") Path annotations,
    @Setting(value = "Their images.", label = "DIR") Path images,
    @Setting(value = "Annotations to evaluate on after every epoch.", label = "FILE")
        Path valAnnotations,
    @Setting(value = "Their images.", label = "DIR") Path valImages,
    @Setting(
            value =
                "Use the first N images of each part alone, to try something; 0 for all. 'detect"
                    + " evaluate' looks at all images.",
            usual = "0",
            label = "N",
            name = "max-images")
        int mostImages,
    @Setting(
            value = "Variant: " + Setting.VALUES + ".",
            label = "NAME",
            choices = DetectorChoices.class)
        String model,
    @Setting(
            value =
                "Weights to start from: a run or model folder, a model of the zoo, or a checkpoint"
                    + " file of any known layout; of an encoder or of a detector. Default: random"
                    + " weights.",
            label = "RUN|ARTIFACT|FILE")
        String init,
    @Setting(
            value =
                "Take the tensors of the file of --init whose names begin with this, such as"
                    + " student., and no others.",
            label = "PREFIX")
        String prefix,
    @Setting(value = SettingTexts.TABLES, usual = "bicubic") TableResize resize,
    @Setting("Train boxes alone.") boolean noMasks,
    @Setting(value = "One box for all classes.", name = "class-agnostic-boxes")
        boolean agnosticBoxes,
    @Setting(value = "One mask for all classes.", name = "class-agnostic-masks")
        boolean agnosticMasks,
    @Setting(
            value =
                "First stages of the encoder that are not trained, the patch embedding with them.",
            usual = "0",
            label = "N")
        int frozen,
    @Setting(
            value =
                "1x (12 epochs), 2x (24) or 3x (36): when the learning rate falls; cosine (36): it"
                    + " falls along half a cosine.",
            usual = "3x")
        ScheduleName schedule,
    @Setting("Passes over the data; the schedule is stretched. Default: the schedule's.")
        Integer epochs,
    @Setting(value = "Images of a pass on one device.", usual = "2") int batchSize,
    @Setting(
            value =
                "Learning rate. Default: " + Setting.USUAL + ", published for steps of 16 images.",
            usual = "1e-4",
            name = "lr",
            label = "<peak>")
        double learningRate,
    @Setting(value = "Steps of the linear warm-up.", usual = "500") long warmupSteps,
    @Setting(
            value = "Factor of the learning rate from a layer of the encoder to the one before.",
            usual = "1")
        double layerDecay,
    @Setting(value = "Weight decay of all but norms and position bias tables.", usual = "0.05")
        double weightDecay,
    @Setting(value = "", usual = "0.9") double beta1,
    @Setting(value = "", usual = "0.999") double beta2,
    @Setting(value = "Largest norm of the gradient; 0 for no limit.", usual = "0") double clipNorm,
    @Setting(
            value =
                "Decay of the moving average of the weights, 0.999 say, which is evaluated and"
                    + " kept as the best; 0 for none.",
            usual = "0",
            name = "ema")
        double averageDecay,
    @Setting("Largest probability of stochastic depth. Default: that of the variant.")
        Double dropPath,
    @Setting(
            value =
                "resize (flips, several sizes), published (the crops of the 3x recipe besides) or"
                    + " lsj (large-scale jitter, 0.1 to 2 at 1024).",
            usual = "published")
        AugmentationName augmentation,
    @Setting(
            value =
                "Lengths of the shorter side that --augmentation resize chooses from. Default: 480"
                    + " to 800 in steps of 32.",
            label = "PIXELS")
        List<Integer> shortSides,
    @Setting(value = "Most pixels of the longer side.", usual = "1333") int longSide,
    @Setting(value = "Shorter side of the images in evaluation.", usual = "800") int testShortSide,
    ChannelSettings input,
    ImageLimitSettings limits,
    @Setting("Train on images without objects too; the published recipe leaves them out.")
        boolean keepEmpty,
    @Setting(
            value =
                "Share of the images below which a category's images are repeated; 0 for no"
                    + " repetition.",
            usual = "0")
        double repeatThreshold,
    @Setting(value = "Most detections of an image. Default: 100.", name = "max-detections")
        Integer mostDetections,
    RunSettings run,
    PlacementSettings placement,
    @Setting(value = SettingTexts.VALIDATE_EVERY, usual = "1", label = "N") int validateEvery,
    @Setting(value = "Images in each picture of detections; 0 for none.", usual = "4")
        int pictures) {

  private static final int LEAST_SIDE = 480;
  private static final int MOST_SIDE = 800;
  private static final int SIDE_STEP = 32;

  /**
   * Replaces null by the published values, and checks them.
   *
   * @throws IllegalArgumentException if the variant is unknown, a file of the data is missing, or a
   *     value is out of its range
   */
  public DetectorSettings {
    Checks.atLeast("mostImages", mostImages, 0);
    if ((data == null) == (annotations == null)) {
      throw new IllegalArgumentException(
          "data: expected either a folder, or 'annotations' and 'images', got "
              + (data == null ? "neither" : "both"));
    }
    Checks.that(
        (annotations == null) == (images == null)
            && (valAnnotations == null) == (valImages == null),
        "images: expected a folder with every file: 'annotations' with 'images',"
            + " 'valAnnotations' with 'valImages'");
    Checks.that(prefix == null || init != null, "prefix: expected 'init' with it, got none");
    Checks.that(
        input.initChannels() == null || init != null,
        "initChannels: expected 'init' with it, got none");
    dropPath =
        dropPath == null ? Double.valueOf(DetectorVariants.encoder(model).dropPath()) : dropPath;
    epochs = epochs == null ? Integer.valueOf(schedule.epochs()) : epochs;
    Checks.atLeast("epochs", epochs, 1);
    Checks.atLeast("batchSize", batchSize, 1);
    Checks.that(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate: expected a positive number, got %s",
        learningRate);
    Checks.atLeast("warmupSteps", warmupSteps, 0);
    shortSides =
        shortSides != null
            ? List.copyOf(shortSides)
            : IntStream.iterate(LEAST_SIDE, side -> side <= MOST_SIDE, side -> side + SIDE_STEP)
                .boxed()
                .toList();
    Checks.that(
        shortSides.stream().allMatch(side -> side > 0),
        "shortSides: expected positive numbers, got %s",
        shortSides);
    Checks.atLeast("longSide", longSide, 1);
    Checks.atLeast("testShortSide", testShortSide, 1);
    Checks.that(
        repeatThreshold >= 0 && repeatThreshold < 1,
        "repeatThreshold: expected a number in [0, 1), got %s",
        repeatThreshold);
    mostDetections =
        mostDetections == null
            ? Integer.valueOf(OutputConfig.published().maxDetections())
            : mostDetections;
    Checks.atLeast("mostDetections", mostDetections, 1);
    Checks.atLeast("validateEvery", validateEvery, 0);
    Checks.atLeast("pictures", pictures, 0);
    new UpdateOptions(weightDecay, beta1, beta2, clipNorm, averageDecay, layerDecay);
  }

  /**
   * Finds the files of the data set.
   *
   * @return annotations and images of its parts
   * @throws io.greenmim.train.config.UserException if the folder holds no data set
   */
  public DataFolder folder() {
    DataFolder found =
        data != null
            ? DataFolder.find(data)
            : new DataFolder(new DataFolder.Part(annotations, images), Optional.empty());
    return valAnnotations == null
        ? found
        : new DataFolder(
            found.train(), Optional.of(new DataFolder.Part(valAnnotations, valImages)));
  }

  /**
   * Returns the configuration of the detector.
   *
   * @param categories what is detected
   * @return the variant's, with what the settings change
   */
  public DetectorConfig config(List<Category> categories) {
    DetectorConfig published = DetectorVariants.of(model, categories);
    RoiConfig roi = published.roi();
    BoxHeadConfig box = roi.box();
    MaskHeadConfig mask = roi.mask();
    RoiConfig chosen =
        new RoiConfig(
            roi.objectIou(),
            roi.sampling(),
            roi.canonicalSize(),
            new BoxHeadConfig(box.pool(), box.width(), agnosticBoxes, box.deltaWeights()),
            noMasks ? null : new MaskHeadConfig(mask.pool(), mask.width(), agnosticMasks));
    OutputConfig output = published.output();
    return new DetectorConfig(
        published.format(),
        published.variant(),
        published
            .encoder()
            .withDropPath(dropPath)
            .withInChannels(input.applied(published.preprocessing()).channels()),
        published.categories(),
        published.pyramidChannels(),
        published.anchors(),
        published.rpn(),
        chosen,
        new OutputConfig(
            output.scoreThreshold(), output.nmsThreshold(), mostDetections, output.maskThreshold()),
        evaluation(),
        input.applied(published.preprocessing()));
  }

  /**
   * Returns the size of the images in validation.
   *
   * @return shorter side and limit of the longer one
   */
  public InputSize evaluation() {
    return new InputSize(testShortSide, longSide);
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
