package io.greenmim.train.align;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.text.TextConfig;
import io.greenmim.text.align.AlignedConfig;
import io.greenmim.train.config.EncoderChoices;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.config.PlacementSettings;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.SettingTexts;
import io.greenmim.train.config.UpdateOptions;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Everything that decides an alignment of images with sentences.
 *
 * @param images folder of the images
 * @param captions what is said of them
 * @param valShare share of the images that are held out, in [0, 1)
 * @param zeroShot labelled images whose classes are told by their names alone at the end, as class
 *     folders or a list of files and labels; null for none
 * @param prompt what is said of a class, whose name stands for <code>{}</code>; null without {@code
 *     zeroShot}
 * @param model name of the encoder's variant
 * @param init weights of the encoder
 * @param prefix what the names in that file must begin with; null for what stands before all
 * @param resize how its tables of relative positions of another window are resized
 * @param text folder of the encoder of sentences; null for the one that comes along
 * @param trainedStages stages of the encoder that are trained, the last ones: 0 or 1
 * @param loss what is asked of the logits
 * @param size numbers of a vector of the common space
 * @param heads heads of the attention that pools an image's tokens
 * @param epochs passes over the data
 * @param batchSize images of a step on one device
 * @param imageSize size of the images
 * @param warmupEpochs length of the linear warm-up in epochs
 * @param learningRate highest learning rate
 * @param weightDecay decoupled weight decay of matrices
 * @param beta1 decay of AdamW's first moment, in [0, 1)
 * @param beta2 decay of AdamW's second moment, in [0, 1)
 * @param clipNorm largest global norm of the gradient; 0 for no limit
 * @param averageDecay decay of the moving average of the weights, in [0, 1); 0 for no average
 * @param limits how large images may be
 * @param run what every run is told
 * @param placement what the model is trained on
 * @param validateEvery epochs from one validation to the next; 0 for none
 */
public record AlignSettings(
    @Setting(value = "Folder of the images.", label = "DIR", required = true) Path images,
    @Setting(
            value =
                "What is said of them: COCO's JSON of captions, or CSV or JSON lines with file and"
                    + " caption; names of files count from the folder of the images.",
            label = "FILE",
            required = true)
        Path captions,
    @Setting(
            value = "Share of the images that are held out, to see how well they are found.",
            usual = "0.1",
            label = "SHARE")
        double valShare,
    @Setting(
            value =
                "Labelled images, as class folders or a list of files and labels: at the end, how"
                    + " often the model tells the classes of those that are not trained on by their"
                    + " names alone. Default: none.",
            label = "DIR|FILE")
        Path zeroShot,
    @Setting(
            value =
                "What is said of a class there, whose name stands for {}; the mean of several with"
                    + " | between them. Default: 'a photo of a {}'.",
            label = "TEXT")
        String prompt,
    @Setting(
            value = "Variant of the encoder of images: " + Setting.VALUES + ".",
            label = "NAME",
            choices = EncoderChoices.class)
        String model,
    @Setting(
            value =
                "Weights of the encoder: a run or model folder, a model of the zoo, or a checkpoint"
                    + " file of any known layout.",
            label = "RUN|ARTIFACT|FILE",
            required = true)
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
                "Encoder of sentences: a folder with its file, of ONNX or TorchScript, and its"
                    + " tokenizer.json. Default: all-MiniLM-L6-v2, which comes along.",
            label = "DIR")
        Path text,
    @Setting(
            value =
                "Last stages of the encoder that are trained too: 0 (what it makes of each image is"
                    + " computed once) or 1 (what its last stage takes is).",
            usual = "0",
            label = "N")
        int trainedStages,
    @Setting(
            value =
                "What is asked of images and sentences: siglip (each pair is told to be one or"
                    + " none) or clip (each chooses among the others of its batch).",
            usual = "siglip")
        AlignLoss loss,
    @Setting(value = "Numbers of a vector of images and sentences.", usual = "256") int size,
    @Setting(value = "Heads of the attention that pools an image's tokens.", usual = "8") int heads,
    @Setting(value = "Passes over the data.", usual = "60") int epochs,
    @Setting(value = "Images of a pass on one device.", usual = "128") int batchSize,
    @Setting("Side of the images, or HEIGHTxWIDTH. Default: that of the variant.")
        ImageSize imageSize,
    @Setting(value = "Length of the linear warm-up.", usual = "3") double warmupEpochs,
    @Setting(value = "Highest learning rate.", usual = "1e-3", name = "lr") double learningRate,
    @Setting(value = "Decay of matrices.", usual = "0.05") double weightDecay,
    @Setting(value = "", usual = "0.9") double beta1,
    @Setting(value = "", usual = "0.95") double beta2,
    @Setting(value = "Largest norm of the gradient; 0 for no limit.", usual = "1") double clipNorm,
    @Setting(
            value = "Decay of the moving average of the weights; 0 for none.",
            usual = "0",
            name = "ema")
        double averageDecay,
    ImageLimitSettings limits,
    RunSettings run,
    PlacementSettings placement,
    @Setting(value = SettingTexts.VALIDATE_EVERY, usual = "5", label = "N") int validateEvery) {

  private static final String USUAL_PROMPT = "a photo of a {}";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the variant is unknown or a value is out of its range
   */
  public AlignSettings {
    Checks.that(images != null, "images: expected a folder, got none");
    Checks.that(captions != null, "captions: expected a file, got none");
    Checks.that(init != null, "init: expected the weights of an encoder, got none");
    Checks.that(
        prompt == null || zeroShot != null, "prompt: expected 'zeroShot' with it, got none");
    Checks.that(
        prompt == null || Stream.of(prompt.split("\\|", -1)).allMatch(each -> each.contains("{}")),
        "prompt: expected a sentence in which {} stands for the name of a class, got '%s'",
        prompt);
    prompt = zeroShot != null && prompt == null ? USUAL_PROMPT : prompt;
    Variant variant = Backbones.variant(model);
    imageSize = imageSize == null ? variant.encoder().imageSize() : imageSize;
    variant.encoder().withImageSize(imageSize);
    Checks.that(
        valShare >= 0 && valShare < 1, "valShare: expected a number in [0, 1), got %s", valShare);
    Checks.that(
        trainedStages == 0 || (trainedStages == 1 && variant.encoder().stages() > 1),
        "trainedStages: expected 0 or 1, got %s",
        trainedStages);
    Checks.atLeast("epochs", epochs, 1);
    Checks.atLeast("batchSize", batchSize, 2);
    Checks.atLeastZero("warmupEpochs", warmupEpochs);
    Checks.positive("learningRate", learningRate);
    Checks.atLeast("validateEvery", validateEvery, 0);
    update(weightDecay, beta1, beta2, clipNorm, averageDecay);
  }

  private static UpdateOptions update(
      double decay, double beta1, double beta2, double clip, double average) {
    return new UpdateOptions(decay, beta1, beta2, clip, average, 1);
  }

  /** How a step moves the weights. */
  UpdateOptions update() {
    return update(weightDecay, beta1, beta2, clipNorm, averageDecay);
  }

  /** The encoder of images alone. */
  ModelConfig encoder() {
    EncoderConfig encoder = Backbones.variant(model).encoder().withImageSize(imageSize);
    return ModelConfig.of(
        model, encoder.withLayerNormEps(encoder.usualLayerNormEps()), HeadConfig.NONE);
  }

  /**
   * The model of images and sentences, whose encoder and preprocessing are those of the weights.
   */
  AlignedConfig config(ModelConfig start, TextConfig sentences) {
    return new AlignedConfig(
        AlignedConfig.FORMAT,
        model,
        start.encoder(),
        start.preprocessing(),
        size,
        heads,
        sentences);
  }
}
