package io.greenmim.train.cli;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ModelException;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.image.RgbImage;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.loop.Devices;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.zoo.GreenMimBlockFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of commands that run a model over a folder of images. */
final class InferenceOptions {

  private static final int MOST_LISTED = 10;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = ModelSource.DESCRIPTION)
  private String model;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "Folder of JPEG, PNG, BMP or WebP images, walked recursively.")
  private Path images;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (a GPU if there is one), cpu, gpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  /** What the user named as the model. */
  String model() {
    return model;
  }

  /** Lists the images. */
  ImageList scan() {
    return ImageFolderScanner.scan(images);
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

  /** Names the images that were skipped, the first ones with their reasons. */
  static void report(UnreadableImages unreadable, PrintWriter err) {
    unreadable.snapshot().entrySet().stream()
        .limit(MOST_LISTED)
        .forEach(entry -> err.println("skipped " + entry.getKey() + ": " + entry.getValue()));
    if (unreadable.size() > MOST_LISTED) {
      err.println("skipped " + (unreadable.size() - MOST_LISTED) + " more");
    }
    err.flush();
  }
}
