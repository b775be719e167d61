package io.greenmim.cli;

import io.greenmim.grouping.GroupingMode;
import io.greenmim.train.config.PretrainRecipe;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is hidden of which images, and how the windows of the rest are grouped. */
final class MaskingArguments {

  @Mixin private ImageSizeArguments imageSize;

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

  /** Fills in what the user did not give, so that the options in force are seen in the fields. */
  void resolve(String model, PretrainRecipe recipe) {
    imageSize.resolve(model);
    maskRatio = maskRatio(recipe);
  }

  /** The side of the images, that of the variant where none is given. */
  int imageSize(String model) {
    return imageSize.resolve(model);
  }

  /** The share of hidden patches, that of the recipe where none is given. */
  double maskRatio(PretrainRecipe recipe) {
    return maskRatio == null ? recipe.maskRatio() : maskRatio;
  }

  /** How windows are grouped. */
  GroupingMode grouping() {
    return grouping;
  }
}
