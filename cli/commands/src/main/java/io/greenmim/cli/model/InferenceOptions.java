package io.greenmim.cli.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ModelException;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.image.RgbImage;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Devices;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of commands that run a model over one image or a folder of images. */
final class InferenceOptions {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = ModelSource.DESCRIPTION)
  private String model;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "FILE|DIR",
      description = "A " + ImageFormat.NAMES + " image, or a folder of them, walked recursively.")
  private Path images;

  private final SettingOptions<ImageLimitSettings> limits =
      SettingOptions.of(ImageLimitSettings.class);

  @Mixin private final CommandSpec limitOptions = limits.spec();

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (a GPU if there is one), cpu, gpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  /** What the user named as the model. */
  String model() {
    return model;
  }

  /** How large the images may be. */
  ImageLimits limits() {
    return limits.read().limits();
  }

  /** Looks for the images, and tells what is passed over. */
  ImageList find(PrintWriter err) {
    ImageList found = ImageFolderScanner.find(images);
    found.passedOver().lines(images).forEach(err::println);
    err.flush();
    return found;
  }

  /** Loads the model for images that were cut to its size. */
  <O> ZooModel<RgbImage, O> load(Class<O> output, Map<String, ?> arguments, PrintWriter err)
      throws ModelException, IOException {
    List<Device> devices = Devices.parse(device);
    if (devices.size() > 1) {
      throw new IllegalArgumentException("--device: expected one device, got " + device);
    }
    Map<String, Object> all = new HashMap<>(arguments);
    all.put(GreenMimTranslatorFactory.RESIZE, "false");
    ZooModel<RgbImage, O> loaded =
        ModelSource.parse(model)
            .load(RgbImage.class, output, devices.get(0), all, new LoadingProgress(err));
    if (!Boolean.parseBoolean(loaded.getProperty(GreenMimBlockFactory.PRETRAINED))) {
      err.println("greenmim: " + model + " has no trained weights, they are random");
      err.flush();
    }
    return loaded;
  }

  /** Side of the images that a model takes. */
  static int imageSize(Model model) {
    return Integer.parseInt(model.getProperty(GreenMimTranslatorFactory.IMAGE_SIZE));
  }

  /** Names the images that were skipped, the first ones on the screen, all of them in a file. */
  static void report(UnreadableImages unreadable, Path list, PrintWriter err) throws IOException {
    unreadable.list(list).forEach(err::println);
    err.flush();
  }
}
