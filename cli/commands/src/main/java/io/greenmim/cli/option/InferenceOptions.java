package io.greenmim.cli.option;

import ai.djl.ModelException;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.train.config.SettingTexts;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ModelArguments;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of commands that run a model over one image or a folder of images. */
public final class InferenceOptions {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description =
          "Folder of a model or a run, id of a model in the zoo, or an address such as"
              + " greenmim://ID/VERSION?zoo=DIR.")
  private String model;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "FILE|DIR",
      description = "A " + ImageFormat.NAMES + " image, or a folder of them, walked recursively.")
  private Path images;

  @Option(names = "--image-size", paramLabel = "SIDE|HxW", description = SettingTexts.SHOWN_SIZE)
  private String imageSize;

  @Mixin private ModelInputOptions input;

  @Option(
      names = "--precision",
      defaultValue = "FP32",
      description =
          "What the model computes with: fp32, bf16 or int8, which are faster and less exact and"
              + " need a processor that has them ('doctor' tells). Default: fp32.")
  private InferencePrecision precision;

  /** Options that picocli fills. */
  public InferenceOptions() {}

  /** {@return what the user named as the images} */
  public Path images() {
    return images;
  }

  /** {@return what the user named as the model} */
  public String model() {
    return model;
  }

  /**
   * Finds the images and loads the model; tells what is passed over.
   *
   * @param <O> what the model answers
   * @param output its class
   * @param batchSize images of a pass
   * @param arguments arguments of the model and its translator
   * @param err where lines go
   * @return the predictor, to be closed
   * @throws ModelException if the model is damaged or does not answer so
   * @throws IOException if it cannot be read
   */
  public <O> FolderPredictor<O> open(
      Class<O> output, int batchSize, Map<String, ?> arguments, PrintWriter err)
      throws ModelException, IOException {
    return open(model, output, batchSize, arguments, err);
  }

  /**
   * Does the same with a model that was chosen by what the user named.
   *
   * @param <O> what the model answers
   * @param chosen folder, id or address of the model
   * @param output class of its answers
   * @param batchSize images of a pass
   * @param arguments arguments of the model and its translator
   * @param err where lines go
   * @return the predictor, to be closed
   * @throws ModelException if the model is damaged or does not answer so
   * @throws IOException if it cannot be read
   */
  public <O> FolderPredictor<O> open(
      String chosen, Class<O> output, int batchSize, Map<String, ?> arguments, PrintWriter err)
      throws ModelException, IOException {
    FolderPredictor.Builder<O> builder =
        input
            .predictor(output, chosen, err)
            .setImages(images)
            .optBatchSize(batchSize)
            .optListener(line -> print(line, err));
    arguments.forEach(builder::optArgument);
    if (precision != InferencePrecision.FP32) {
      builder.optArgument(ModelArguments.PRECISION, precision.toString());
    }
    if (imageSize != null) {
      builder.optArgument(GreenMimTranslatorFactory.IMAGE_SIZE, imageSize);
    }
    FolderPredictor<O> predictor = builder.build();
    if (!Boolean.parseBoolean(predictor.model().getProperty(GreenMimBlockFactory.PRETRAINED))) {
      print("greenmim: " + model + " has no trained weights, they are random", err);
    }
    return predictor;
  }

  private static void print(String line, PrintWriter err) {
    err.println(line);
    err.flush();
  }

  /**
   * Names the images that were skipped, the first ones on the screen, all of them in a file.
   *
   * @param unreadable the images
   * @param list the file, which is removed if there are none
   * @param spec the command
   * @throws IOException if the file cannot be written
   */
  public static void report(UnreadableImages unreadable, Path list, CommandSpec spec)
      throws IOException {
    SettingOptions.tell(spec, unreadable.list(list));
  }
}
