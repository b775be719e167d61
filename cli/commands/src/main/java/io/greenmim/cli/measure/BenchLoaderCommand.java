package io.greenmim.cli.measure;

import io.greenmim.bench.LoaderBench;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  private final SettingOptions<LoaderBench> settings = SettingOptions.of(LoaderBench.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = settings.spec();

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    json.check();
    LoaderBench bench = settings.read();
    // Looked for before a machine starts, so that a wrong folder is told of at once.
    Path data = Path.of(bench.data());
    ImageList images = ImageFolderScanner.scan(data);
    images.passedOver().lines(data).forEach(spec.commandLine().getErr()::println);
    json.finish(spec.commandLine().getOut(), bench.measurePinned(BenchOptions.child(spec)));
    return 0;
  }
}
