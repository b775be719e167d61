package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.CheckpointArchitecture;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.LoadReport;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.CheckpointSource;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint holds.
 *
 * @param known whether its layout is known; the tensors of others are listed
 * @param lines what is known of it by label, in the order in which it is printed
 */
record Inspection(boolean known, Map<String, String> lines) {

  /** Label of what can be loaded. */
  static final String WOULD_LOAD = "would load";

  private static final double MILLION = 1e6;

  /** Copies the lines. */
  public Inspection {
    lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
  }

  /** Options that read a checkpoint of any channels, of which it need not tell the statistics. */
  static ImportOptions options(CheckpointSource source, ImportOptions usual) {
    Optional<DetectedLayout> found = DetectedLayout.find(source.file());
    if (found.isEmpty()) {
      return usual;
    }
    try {
      return usual.withImages(unknown(CheckpointArchitecture.channels(found.get())));
    } catch (IOException e) {
      return usual; // Whoever reads it is told.
    }
  }

  /** What stands for statistics that nobody told; those of colours are as published. */
  private static Preprocessing unknown(int channels) {
    return channels == PixelImage.COLOURS
        ? null
        : Preprocessing.IMAGENET.withStatistics(
            Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /** Adds the channels of images, where they are not three. */
  static void addChannels(Map<String, String> lines, Preprocessing images) {
    int channels = images.channels();
    if (channels != PixelImage.COLOURS) {
      lines.put(
          "channels",
          images.equals(unknown(channels))
              ? channels + "; 'checkpoint convert' needs their --mean and --std, or --stats"
              : Integer.toString(channels));
    }
  }

  /** Adds what can be loaded, and what does not fit. */
  static void add(Map<String, String> lines, Map<String, StoredTensor> tensors, LoadReport report) {
    long parameters = tensors.values().stream().mapToLong(StoredTensor::elements).sum();
    lines.put(
        WOULD_LOAD,
        String.format(
            Locale.ROOT, "%d tensors, %.1f M parameters", tensors.size(), parameters / MILLION));
    lines.put("missing", LoadReport.some(report.missing()));
    lines.put("unexpected", LoadReport.some(report.unexpected()));
    if (!report.notLoaded().isEmpty()) {
      lines.put("not loaded", LoadReport.some(report.notLoaded()));
    }
  }
}
