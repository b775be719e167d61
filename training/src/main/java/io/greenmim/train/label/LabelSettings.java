package io.greenmim.train.label;

import io.greenmim.config.Checks;
import io.greenmim.train.config.Setting;
import io.greenmim.train.config.SettingTexts;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where labelled images are.
 *
 * @param data folder of class folders, or of {@code train} and {@code val} with class folders each;
 *     with {@code labels}, the folder that the paths in the lists count from
 * @param labels list of files and labels: CSV or JSON lines; null for class folders
 * @param valLabels such a list of what is validated on; null to split what {@code labels} names
 * @param valShare share of each class that is validated on where nothing else is, in [0, 1); null
 *     for a fifth
 */
public record LabelSettings(
    @Setting(
            value =
                "Data set: class folders, such as cat/1.jpg, within train and val or to be split."
                    + " With --labels, the folder that the paths of the list count from.",
            label = "DIR")
        Path data,
    @Setting(value = SettingTexts.LABELS, label = "FILE") Path labels,
    @Setting(
            value = "Such a list of the images to validate on. Default: --labels is split.",
            label = "FILE")
        Path valLabels,
    @Setting(
            value =
                "Share of each class to validate on, drawn by the seed, where neither a folder val"
                    + " nor --val-labels says it. Default: 0.2; 0 for no validation.",
            label = "SHARE")
        Double valShare) {

  private static final double USUAL_SHARE = 0.2;

  /**
   * Checks that there are images, and one way to split them.
   *
   * @throws IllegalArgumentException if there is neither a folder nor a list, or a value is out of
   *     its range
   */
  public LabelSettings {
    Checks.that(
        data != null || labels != null,
        "data: expected a folder of class folders, or 'labels', got neither");
    Checks.that(
        valLabels == null || labels != null, "valLabels: expected 'labels' with it, got none");
    Checks.that(
        valShare == null || valLabels == null,
        "valShare: expected either a share or 'valLabels', got both");
    Checks.that(
        valShare == null || (valShare >= 0 && valShare < 1),
        "valShare: expected a number in [0, 1), got %s",
        valShare);
  }

  /**
   * Tells whether a path is a list or a folder of class folders.
   *
   * @param source list of files and labels, whose paths count from its own folder, or a folder
   * @return settings of all images there
   */
  public static LabelSettings of(Path source) {
    return Files.isRegularFile(source)
        ? new LabelSettings(null, source, null, null)
        : new LabelSettings(source, null, null, null);
  }

  /** The share that is validated on where images are split. */
  double share() {
    return valShare == null ? USUAL_SHARE : valShare;
  }
}
