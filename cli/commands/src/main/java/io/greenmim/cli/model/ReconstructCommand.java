package io.greenmim.cli.model;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.InferenceOptions;
import io.greenmim.cli.option.PictureOption;
import io.greenmim.masking.MaskShape;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.train.config.PictureChannels;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.pretrain.ReconstructionSheet;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ReconstructionPictures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim reconstruct}: pictures of what a model makes of masked images. */
@Command(
    name = "reconstruct",
    sortOptions = false,
    description = {
      "Writes a picture for an image, or for every image of a folder: original, masked and"
          + " reconstruction side by side.",
      "",
      "The model needs its decoder. All images get the same mask. Those that cannot be read are"
          + " skipped and named, in DIR/unreadable.txt all of them."
    })
final class ReconstructCommand implements Callable<Integer> {

  @Mixin private InferenceOptions inference;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pictures; they keep their images' names and sub-folders.")
  private Path output;

  @Option(
      names = "--mask-ratio",
      description = "Share of hidden patches. Default: that of the model's pre-training.")
  private Double maskRatio;

  @Option(
      names = "--mask-shape",
      defaultValue = "RANDOM",
      paramLabel = "SHAPE",
      description = "Hidden patches: random ones, or block (rectangles of them). Default: random.")
  private MaskShape maskShape;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of the mask. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--reference-token-order",
      description =
          "Put the latents where the published code puts them, which takes them for shuffled: to"
              + " check its checkpoints.")
  private boolean referenceTokenOrder;

  @Mixin private PictureOption channels;

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws IOException, InterruptedException, ModelException, TranslateException {
    PrintWriter err = spec.commandLine().getErr();
    try (FolderPredictor<ReconstructionPictures> predictor =
        inference.open(ReconstructionPictures.class, 1, arguments(), err)) {
      // Whatever else a model is has no such pictures, and was refused.
      MaskedImageModel model = (MaskedImageModel) predictor.model().getBlock();
      PictureChannels shown = channels.of(model.encoder().config().inChannels());
      FolderPredictor.Outcome outcome =
          predictor.run((image, pictures) -> write(image, pictures, model, shown));
      InferenceOptions.report(outcome.unreadable(), output.resolve(UnreadableImages.LIST), spec);
      spec.commandLine()
          .getOut()
          .printf(
              "%s pictures in %s, %s images skipped%n",
              outcome.images(), output, outcome.unreadable().size());
    }
    return 0;
  }

  private Map<String, Object> arguments() {
    Map<String, Object> arguments = new HashMap<>();
    arguments.put(GreenMimTranslatorFactory.MASK_SEED, Long.toString(seed));
    arguments.put(
        GreenMimTranslatorFactory.REFERENCE_TOKEN_ORDER, Boolean.toString(referenceTokenOrder));
    arguments.put(GreenMimTranslatorFactory.MASK_SHAPE, maskShape.name());
    if (maskRatio != null) {
      arguments.put(GreenMimTranslatorFactory.MASK_RATIO, maskRatio);
    }
    return arguments;
  }

  /** The image's extension stays in the name: two images may differ in nothing else. */
  private void write(
      String name, ReconstructionPictures pictures, MaskedImageModel model, PictureChannels shown)
      throws IOException {
    ReconstructionSheet sheet = new ReconstructionSheet(model, shown);
    sheet.add(pictures);
    sheet.sheet().write(output.resolve(name + ".png"));
  }
}
