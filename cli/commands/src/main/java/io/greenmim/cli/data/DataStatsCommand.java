package io.greenmim.cli.data;

import io.greenmim.bench.TextTable;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.image.PixelImage;
import io.greenmim.train.config.ChannelStatistics;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.data.StatisticsOfImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim data stats}: mean and deviation of the channels of images. */
@Command(
    name = "stats",
    sortOptions = false,
    description = {
      "Computes mean and standard deviation of each channel over all pixels of a folder of images,"
          + " exactly.",
      "",
      "The file that --json writes is what --stats of 'pretrain' and 'detect train' takes. Images"
          + " that cannot be read are skipped and named; one of another number of channels than the"
          + " others is an error."
    })
final class DataStatsCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of images, walked recursively.")
  private Path data;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description =
          "Channels that the images must have, 1 to 16; for 3, grey and alpha are taken as colours."
              + " Default: those of the files, which must agree.")
  private Integer channels;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers to a file too.")
  private Path json;

  private final SettingOptions<ImageLimitSettings> limits =
      SettingOptions.of(ImageLimitSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec limitOptions = limits.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (channels != null && (channels < 1 || channels > PixelImage.MOST_CHANNELS)) {
      throw new ParameterException(
          spec.commandLine(),
          "--channels: expected a number from 1 to %s, got %s"
              .formatted(PixelImage.MOST_CHANNELS, channels));
    }
    PrintWriter out = spec.commandLine().getOut();
    StatisticsOfImages images =
        StatisticsOfImages.of(data, channels, limits.read().limits(), out::println);
    ChannelStatistics found = images.statistics();
    SettingOptions.tell(spec, images.unreadable().lines());
    out.printf(
        Locale.ROOT,
        "%d images, channels: %d, bits: %d, %d pixels, %d skipped%n",
        found.images(),
        found.channels(),
        found.bits(),
        found.pixels(),
        images.unreadable().size());
    TextTable table =
        new TextTable().texts("channel").values("mean", "%.6f").values("deviation", "%.6f");
    for (int c = 0; c < found.channels(); c++) {
      table.row(Integer.toString(c + 1), found.mean().get(c), found.deviation().get(c));
    }
    out.print(table.text());
    out.flush();
    warn(found);
    if (json != null) {
      found.write(json);
    }
    return 0;
  }

  private void warn(ChannelStatistics found) {
    PrintWriter err = spec.commandLine().getErr();
    for (int channel : found.constant()) {
      err.printf(
          "greenmim: channel %s has one value in all images, so that nothing can be divided by its"
              + " deviation: 'pretrain' and 'detect train' take no such channel%n",
          channel);
    }
    err.flush();
  }
}
