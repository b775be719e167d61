package io.greenmim.cli;

import io.greenmim.config.Variants;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.DataOptions;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.config.RunOptions;
import io.greenmim.train.device.Placement;
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

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of " + ImageFormat.NAMES + " images, walked recursively.")
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
      names = "--epochs",
      defaultValue = "100",
      description = "Passes over the data. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch-size",
      defaultValue = "64",
      description = "Images of a pass on one device. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Mixin private MaskingArguments masking;

  @Option(
      names = "--warmup-epochs",
      description =
          "Length of the linear warm-up. Default: a twentieth of the epochs; for simmim a tenth, an"
              + " eightieth from 800 epochs on.")
  private Double warmupEpochs;

  @Mixin private OptimiserArguments optimiser;

  @Mixin private RunArguments run;

  @Mixin private PlacementArguments placement;

  @Option(
      names = "--drop-path",
      defaultValue = "0",
      description = "Largest probability of stochastic depth. Default: ${DEFAULT-VALUE}.")
  private double dropPath;

  @Option(
      names = "--init-weights",
      defaultValue = "published",
      description =
          "How the weights of a fresh model are drawn: published (the method's: Xavier-uniform for"
              + " greenmim, Swin's normal ones for simmim) or normal (the encoder's matrices and"
              + " kernels normal, deviation 0.02, biases 0). Default: ${DEFAULT-VALUE}.")
  private FirstWeights firstWeights;

  @Option(
      names = "--min-scale",
      description = "Smallest share of an image in a random crop. Default: 0.2; 0.67 for simmim.")
  private Double minScale;

  @Mixin private ImageLimitArguments limits;

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
    try (OutputFolder output = run.resolveOutput(model)) {
      train(output.path());
    }
    return 0;
  }

  private void train(Path output) throws IOException, InterruptedException {
    PretrainRecipe recipe = PretrainRecipe.of(method, model, epochs);
    resolve(recipe);
    ModelOptions modelOptions =
        new ModelOptions(
            method,
            model,
            masking.imageSize(model),
            masking.maskRatio(recipe),
            dropPath,
            masking.grouping(),
            firstWeights);
    Placement placed = placement.resolve();
    DataOptions dataOptions = dataOptions();
    int effectiveBatch = batchSize * run.accumulate() * placed.devices().size();
    PretrainOptions options =
        new PretrainOptions(
            modelOptions,
            dataOptions,
            optimiser.resolve(recipe, effectiveBatch),
            runOptions(output));
    try (Pretraining training =
        new Pretraining(options, placed, spec.commandLine().getOut(), commandLine())) {
      training.prepare(run.resume());
      AtomicFiles.writeText(
          output.resolve(ConfigArguments.FILE),
          ConfigFile.toJson(ConfigArguments.effective(spec)) + "\n");
      training.run();
    }
  }

  /** Fills in what the user did not give, so that the options in force are seen in the fields. */
  private void resolve(PretrainRecipe recipe) {
    masking.resolve(model, recipe);
    minScale = minScale == null ? recipe.minScale() : minScale;
    warmupEpochs = warmupEpochs == null ? recipe.warmupShare() * epochs : warmupEpochs;
  }

  private DataOptions dataOptions() {
    return new DataOptions(
        data, batchSize, run.accumulate(), run.loaderThreads(), minScale, limits.resolve());
  }

  private RunOptions runOptions(Path output) {
    return new RunOptions(
        output,
        epochs,
        run.maxSteps(),
        warmupEpochs,
        run.seed(),
        run.checkpointSteps(),
        run.keep(),
        pictures,
        run.nonFinite());
  }

  private List<String> commandLine() {
    List<String> words = new ArrayList<>(List.of("greenmim", "pretrain"));
    ConfigArguments.effective(spec).forEach((name, value) -> words.add("--" + name + "=" + value));
    return words;
  }
}
