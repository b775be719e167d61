package io.greenmim.train.cli;

import ai.djl.Device;
import io.greenmim.config.Variants;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.DataOptions;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.config.RunOptions;
import io.greenmim.train.loop.Devices;
import io.greenmim.train.loop.Placement;
import io.greenmim.train.pretrain.Pretraining;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pre-trains an encoder on a folder of images. */
@Command(
    name = "pretrain",
    sortOptions = false,
    description = {
      "Pre-trains an encoder on a folder of images, without labels.",
      "",
      "The learning rate is base rate x effective batch / 256, where the effective batch is batch"
          + " size x accumulated passes x devices."
    })
final class PretrainCommand implements Callable<Integer> {

  /** Name of the effective options in a run's folder. */
  static final String OPTIONS = "options.json";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of JPEG, PNG, BMP or WebP images, walked recursively.")
  private Path data;

  @Option(
      names = "--method",
      defaultValue = "greenmim",
      description =
          "greenmim (the visible patches alone, MAE's decoder) or simmim (all patches, mask tokens,"
              + " a linear head). Default: ${DEFAULT-VALUE}.")
  private PretrainMethod method;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "swin_tiny_patch4_window7_224",
      completionCandidates = VariantNames.class,
      description = "Variant: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--output",
      paramLabel = "RUN",
      description = "Folder of the run. Default: the next free runs/NAME-N.")
  private Path output;

  @Option(names = "--resume", description = "Go on after the last checkpoint in --output.")
  private boolean resume;

  @Option(
      names = ConfigArguments.OPTION,
      paramLabel = "FILE",
      description = "YAML or JSON file with options by their long names; the command line wins.")
  @SuppressWarnings("UnusedVariable") // GreenMim reads the file before the command is parsed.
  private Path config;

  @Option(
      names = "--epochs",
      defaultValue = "100",
      description = "Passes over the data. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--max-steps",
      defaultValue = "0",
      description = "Most optimiser steps; 0 for no limit. Default: ${DEFAULT-VALUE}.")
  private long maxSteps;

  @Option(
      names = "--batch-size",
      defaultValue = "64",
      description = "Images of a pass on one device. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Option(
      names = "--accumulate",
      defaultValue = "1",
      description = "Passes before an optimiser step. Default: ${DEFAULT-VALUE}.")
  private int accumulate;

  @Option(
      names = "--image-size",
      description = "Side of the images, a multiple of 32. Default: that of the variant.")
  private Integer imageSize;

  @Option(
      names = "--mask-ratio",
      description = "Share of hidden patches. Default: 0.75; 0.6 for simmim.")
  private Double maskRatio;

  @Option(
      names = "--grouping",
      defaultValue = "optimal",
      description =
          "How greenmim groups windows: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private GroupingMode grouping;

  @Option(
      names = "--warmup-epochs",
      description =
          "Length of the linear warm-up. Default: a twentieth of the epochs; a tenth for simmim.")
  private Double warmupEpochs;

  @Mixin private OptimiserArguments optimiser;

  @Option(
      names = "--drop-path",
      defaultValue = "0",
      description = "Largest probability of stochastic depth. Default: ${DEFAULT-VALUE}.")
  private double dropPath;

  @Option(
      names = "--min-scale",
      description = "Smallest share of an image in a random crop. Default: 0.2; 0.67 for simmim.")
  private Double minScale;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of weights, batches and masks. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description =
          "auto (a GPU if there is one), cpu, gpu, or gpu:0,1 for data parallel training."
              + " Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description =
          "Numbers of forward and backward passes: fp32, bf16 (weights and optimiser stay in fp32)"
              + " or reference (fp32, operation by operation). Default: ${DEFAULT-VALUE}.")
  private Precision precision;

  @Option(
      names = "--recompute",
      description =
          "Run the stages again for the backward pass: less memory, about a third more time.")
  private boolean recompute;

  @Option(
      names = "--loader-threads",
      description = "Threads that decode and augment. Default: one a core, at most 8.")
  private Integer loaderThreads;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "0",
      description = "Steps between checkpoints; 0 for one each epoch. Default: ${DEFAULT-VALUE}.")
  private long checkpointSteps;

  @Option(
      names = "--pictures",
      defaultValue = "6",
      description = "Images in each reconstruction picture; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int pictures;

  @Spec private CommandSpec spec;

  static final class VariantNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Variants.names().iterator();
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (resume && output == null) {
      throw new IllegalArgumentException("--resume: expected --output RUN, the run to go on with");
    }
    PretrainRecipe recipe = PretrainRecipe.of(method, model);
    resolve(recipe);
    ModelOptions modelOptions =
        new ModelOptions(method, model, imageSize, maskRatio, dropPath, grouping);
    if (output == null) {
      output = RunFolders.next(model);
    }
    List<Device> devices = Devices.parse(device);
    DataOptions dataOptions = dataOptions();
    int effectiveBatch = batchSize * accumulate * devices.size();
    PretrainOptions options =
        new PretrainOptions(
            modelOptions, dataOptions, optimiser.resolve(recipe, effectiveBatch), runOptions());
    Pretraining run =
        new Pretraining(
            options,
            new Placement(devices, precision, recompute),
            spec.commandLine().getOut(),
            commandLine());
    run.prepare(resume);
    AtomicFiles.writeText(
        output.resolve(OPTIONS), ConfigFile.toJson(ConfigArguments.effective(spec)) + "\n");
    run.run();
    return 0;
  }

  /** Fills in what the user did not give, so that the options in force are seen in the fields. */
  private void resolve(PretrainRecipe recipe) {
    imageSize = imageSize == null ? Variants.swin(model).imageSize() : imageSize;
    maskRatio = maskRatio == null ? recipe.maskRatio() : maskRatio;
    minScale = minScale == null ? recipe.minScale() : minScale;
    warmupEpochs = warmupEpochs == null ? recipe.warmupShare() * epochs : warmupEpochs;
  }

  private DataOptions dataOptions() {
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = loaderThreads == null ? Math.min(8, cores) : loaderThreads;
    return new DataOptions(data, batchSize, accumulate, threads, minScale);
  }

  private RunOptions runOptions() {
    return new RunOptions(output, epochs, maxSteps, warmupEpochs, seed, checkpointSteps, pictures);
  }

  private List<String> commandLine() {
    List<String> words = new ArrayList<>(List.of("greenmim", "pretrain"));
    ConfigArguments.effective(spec).forEach((name, value) -> words.add("--" + name + "=" + value));
    return words;
  }
}
