package io.greenmim.cli.checkpoint;

import io.greenmim.checkpoint.LoadReport;
import io.greenmim.tensors.StoredTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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
