package io.greenmim.cli.measure;

import io.greenmim.bench.LoaderBench;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim bench loader}: from image files to tensors. */
@Command(
    name = "loader",
    sortOptions = false,
    description = {
      "Measures the loader: decodes image files, crops, resizes and flips them, and copies the"
          + " batches into tensors.",
      "",
      "With one thread the whole virtual machine is pinned to one core where the program taskset"
          + " is found; the first line of the report says so."
    })
final class BenchLoaderCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of " + ImageFormat.NAMES + " images, walked recursively.")
  private Path data;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Threads that decode and augment. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--image-size",
      defaultValue = "224",
      description = "Side of the crops. Default: ${DEFAULT-VALUE}.")
  private int imageSize;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      description = "Images of a batch. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--batches",
      defaultValue = "100",
      description = "Measured batches. Default: ${DEFAULT-VALUE}.")
  private int batches;

  @Option(
      names = "--warmup",
      defaultValue = "30",
      description = "Batches before those that are measured. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    json.check();
    LoaderBench bench =
        new LoaderBench(data.toString(), threads, imageSize, batchSize, batches, warmup);
    // Looked for before a machine starts, so that a wrong folder is told of at once.
    ImageList images = ImageFolderScanner.scan(data);
    images.passedOver().lines(data).forEach(spec.commandLine().getErr()::println);
    json.finish(spec.commandLine().getOut(), bench.measurePinned(BenchOptions.child(spec)));
    return 0;
  }
}
