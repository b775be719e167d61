package io.greenmim.train.config;

/** What several tasks say of a setting that is the same in all of them. */
public final class SettingTexts {

  /** Of {@code resize}. */
  public static final String TABLES =
      "How tables of relative positions of another window are resized: " + Setting.VALUES + ".";

  /** Of {@code validateEvery}. */
  public static final String VALIDATE_EVERY = "Epochs from one validation to the next; 0 for none.";

  /** Of {@code imageSize}, where images are shown to a model that is there. */
  public static final String SHOWN_SIZE =
      "What images are cut to: a side in pixels, or height and width such as 160x320. Default: that"
          + " of the model.";

  /** Of {@code precision}, where a model only answers. */
  public static final String PRECISION =
      "What the model computes with: fp32, bf16 or int8, which are faster and less exact and need a"
          + " processor that has them.";

  /** Of {@code device}, where there is one. */
  public static final String DEVICE = "auto (a GPU if there is one), cpu, gpu or gpu:N.";

  /** Of {@code predictors}, where images are shown to a model. */
  public static final String PREDICTORS =
      "Passes at the same time, which divide the cores: faster where a pass is of one image, slower"
          + " where it is of many. Each takes memory, and last digits may change.";

  /** Of a list of labelled images. */
  public static final String LABELS =
      "List of files and labels: CSV with the columns file and label, or JSON lines with these"
          + " keys.";

  private SettingTexts() {}
}
