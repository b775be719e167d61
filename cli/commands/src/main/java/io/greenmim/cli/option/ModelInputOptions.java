package io.greenmim.cli.option;

import ai.djl.Device;
import io.greenmim.config.Checks;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.config.SettingTexts;
import io.greenmim.train.device.Devices;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.report.LoadingProgress;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of commands that show images to a model: how large they may be, where it runs. */
public final class ModelInputOptions {

  /** What {@code --predictors} does, for its description. */
  public static final String PREDICTORS = SettingTexts.PREDICTORS + " Default: 1.";

  private final SettingOptions<ImageLimitSettings> limits =
      SettingOptions.of(ImageLimitSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec limitOptions = limits.spec();

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (a GPU if there is one), cpu, gpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(names = "--predictors", paramLabel = "N", defaultValue = "1", description = PREDICTORS)
  private int predictors;

  /** Options that picocli fills. */
  public ModelInputOptions() {}

  /** {@return how large images may be} */
  public ImageLimits limits() {
    return limits.read().limits();
  }

  /**
   * Reads where the model runs.
   *
   * @return the device
   * @throws IllegalArgumentException if the user named several, or one that is not there
   */
  public Device device() {
    List<Device> devices = Devices.parse(device);
    Checks.that(devices.size() == 1, "device: expected one device, got %s", device);
    return devices.get(0);
  }

  /**
   * Begins to describe what shows images to a model as the options say.
   *
   * @param <O> what the model answers
   * @param output its class
   * @param model folder, id or address of the model
   * @param err where lines on the fetching of a model go
   * @return a builder, which lacks the images
   * @throws IllegalArgumentException if the value of an option is out of its range
   */
  public <O> FolderPredictor.Builder<O> predictor(Class<O> output, String model, PrintWriter err) {
    return FolderPredictor.builder(output)
        .setModel(model)
        .optDevice(device())
        .optPredictors(predictors)
        .optImageLimits(limits())
        .optProgress(new LoadingProgress(err));
  }
}
