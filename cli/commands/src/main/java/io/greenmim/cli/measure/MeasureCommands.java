package io.greenmim.cli.measure;

import io.greenmim.bench.FeaturesBench;
import io.greenmim.bench.GroupingBench;
import io.greenmim.bench.InferenceBench;
import io.greenmim.bench.SearchBench;
import io.greenmim.bench.SparseBench;
import io.greenmim.bench.detect.ObjectsBench;
import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands that verify and measure. */
public final class MeasureCommands {

  private MeasureCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        new VerifyCommand(),
        CommandGroup.of(
            "bench",
            "Measures speed, work and memory on this machine.",
            new BenchPretrainCommand(),
            MeasurementCommand.of(
                "features",
                "Measures features: dense forward passes on images in memory.",
                FeaturesBench.class),
            MeasurementCommand.of(
                "inference",
                "Measures what inference gains and loses in fp32, bf16 and int8.",
                InferenceBench.class),
            MeasurementCommand.of(
                "objects",
                "Measures what a trained detector gains in fp32, bf16 and int8, and whether it"
                    + " finds the same objects.",
                ObjectsBench.class),
            MeasurementCommand.of(
                "grouping",
                "Measures what grouping the windows under a mask takes, stage by stage.",
                GroupingBench.class),
            new BenchLoaderCommand(),
            new BenchCaseCommand(),
            new BenchDetectCommand(),
            MeasurementCommand.of(
                "sparse",
                "Measures depth-wise convolutions at visible sites alone, beside dense ones.",
                SparseBench.class),
            MeasurementCommand.of(
                "search",
                "Measures the index of images: how much it finds, looks at and takes.",
                SearchBench.class)));
  }
}
