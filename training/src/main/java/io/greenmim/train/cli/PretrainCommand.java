package io.greenmim.train.cli;

import io.greenmim.config.Variants;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.DataOptions;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.OptimiserOptions;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.config.RunOptions;
import io.greenmim.train.loop.Devices;
import io.greenmim.train.loop.Pretraining;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
      defaultValue = "224",
      description = "Side of the images, a multiple of 32. Default: ${DEFAULT-VALUE}.")
  private int imageSize;

  @Option(
      names = "--mask-ratio",
      defaultValue = "0.75",
      description = "Share of hidden patches. Default: ${DEFAULT-VALUE}.")
  private double maskRatio;

  @Option(
      names = "--grouping",
      defaultValue = "optimal",
      description = "How windows are grouped: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private GroupingMode grouping;

  @Option(
      names = "--base-lr",
      description =
          "Learning rate for an effective batch of 256. Default: 1.5e-4 as published, 4e-3 for"
              + " nano, whose batches are small.")
  private Double baseLearningRate;

  @Option(
      names = "--min-lr",
      defaultValue = "0",
      description = "Learning rate at the end. Default: ${DEFAULT-VALUE}.")
  private double minLearningRate;

  @Option(
      names = "--warmup-epochs",
      description = "Length of the linear warm-up. Default: a twentieth of the epochs.")
  private Double warmupEpochs;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.05",
      description = "Decay of matrices and kernels. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--beta1",
      defaultValue = "0.9",
      description = "Decay of AdamW's first moment. Default: ${DEFAULT-VALUE}.")
  private double beta1;

  @Option(
      names = "--beta2",
      defaultValue = "0.95",
      description = "Decay of AdamW's second moment. Default: ${DEFAULT-VALUE}.")
  private double beta2;

  @Option(
      names = "--clip-norm",
      defaultValue = "0",
      description = "Largest global norm of the gradient; 0 for none. Default: ${DEFAULT-VALUE}.")
  private double clipNorm;

  @Option(
      names = "--drop-path",
      defaultValue = "0",
      description = "Largest probability of stochastic depth. Default: ${DEFAULT-VALUE}.")
  private double dropPath;

  @Option(
      names = "--min-scale",
      defaultValue = "0.2",
      description = "Smallest share of an image in a random crop. Default: ${DEFAULT-VALUE}.")
  private double minScale;

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

  private static final class VariantNames implements Iterable<String> {

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
    ModelOptions modelOptions = new ModelOptions(model, imageSize, maskRatio, dropPath, grouping);
    if (output == null) {
      output = RunFolders.next(model);
    }
    PretrainOptions options =
        new PretrainOptions(modelOptions, dataOptions(), optimiserOptions(), runOptions());
    Pretraining run =
        new Pretraining(options, Devices.parse(device), spec.commandLine().getOut(), commandLine());
    run.prepare(resume);
    AtomicFiles.writeText(
        output.resolve(OPTIONS), ConfigFile.toJson(ConfigArguments.effective(spec)) + "\n");
    run.run();
    return 0;
  }

  private DataOptions dataOptions() {
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = loaderThreads == null ? Math.min(8, cores) : loaderThreads;
    return new DataOptions(data, batchSize, accumulate, threads, minScale);
  }

  private OptimiserOptions optimiserOptions() {
    double rate =
        baseLearningRate == null ? PretrainDefaults.baseLearningRate(model) : baseLearningRate;
    return new OptimiserOptions(rate, minLearningRate, weightDecay, beta1, beta2, clipNorm);
  }

  private RunOptions runOptions() {
    double warmup = warmupEpochs == null ? epochs / 20.0 : warmupEpochs;
    return new RunOptions(output, epochs, maxSteps, warmup, seed, checkpointSteps, pictures);
  }

  private List<String> commandLine() {
    List<String> words = new ArrayList<>(List.of("greenmim", "pretrain"));
    ConfigArguments.effective(spec).forEach((name, value) -> words.add("--" + name + "=" + value));
    return words;
  }
}
