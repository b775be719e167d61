package io.greenmim.train.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.greenmim.config.Checks;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The metrics of a run: one JSON object on each line of {@code metrics.jsonl}, steps ascending; for
 * a step that changed nothing the reason instead.
 *
 * <p>Each line is handed to the operating system whole before {@link #append} returns, so a killed
 * process loses no line that was appended. A kill or a full disk can leave the beginning of a line
 * at the file's end; {@link #open} removes it and {@link #read} leaves it out. Damage anywhere else
 * is an error.
 */
public final class MetricsLog implements AutoCloseable {

  /** Name of the file in the folder of a run. */
  public static final String NAME = "metrics.jsonl";

  private static final Set<String> REQUIRED =
      Set.of(
          "step",
          "epoch",
          "loss",
          "learningRate",
          "imagesPerSecond",
          "seconds",
          "residentMegabytes");

  private static final String GRAD_NORM = "gradNorm";
  private static final String LOSSES = "losses";
  private static final String SKIPPED = "skipped";
  private static final Set<String> SKIPPED_KEYS =
      Set.of("step", "epoch", SKIPPED, "learningRate", "skippedSteps");

  /** A line of the file, without its line break, and what it says: one of the two. */
  private record Line(String text, StepMetrics metrics, SkippedStep skipped) {

    long step() {
      return metrics == null ? skipped.step() : metrics.step();
    }
  }

  private final Path path;
  private final FileChannel channel;
  private long lastStep;

  private MetricsLog(Path path, FileChannel channel, long lastStep) {
    this.path = path;
    this.channel = channel;
    this.lastStep = lastStep;
  }

  /**
   * Opens a log to append to it; makes the file and its folder if need be.
   *
   * <p>Lines of steps after {@code lastStep} are dropped, for a resumed run writes them anew; so is
   * a line that was cut off at the end. The file is then replaced whole or not at all.
   *
   * @param path the file
   * @param lastStep last step to keep, 0 for a run that starts afresh
   * @return the log
   * @throws IOException if the file cannot be read or written, or a line of it is damaged
   */
  public static MetricsLog open(Path path, long lastStep) throws IOException {
    Checks.that(lastStep >= 0, "lastStep: expected at least 0, got %s", lastStep);
    long kept = 0;
    if (Files.exists(path)) {
      StringBuilder text = new StringBuilder();
      for (Line line : lines(path)) {
        if (line.step() <= lastStep) {
          text.append(line.text).append('\n');
          kept = line.step();
        }
      }
      if (Files.size(path) != text.length()) {
        AtomicFiles.writeText(path, text.toString());
      }
    } else {
      Files.createDirectories(path.toAbsolutePath().getParent());
    }
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new MetricsLog(path, channel, kept);
  }

  /**
   * Appends one line and hands it to the operating system.
   *
   * @param metrics the metrics of a step after the last one in the log
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the step is not after the last one
   */
  public void append(StepMetrics metrics) throws IOException {
    Objects.requireNonNull(metrics, "metrics");
    append(metrics.step(), format(metrics));
  }

  /**
   * Appends a step that changed nothing: a line with the key {@code skipped}, which tells why, and
   * without a loss.
   *
   * @param skipped a step after the last one in the log
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the step is not after the last one
   */
  public void append(SkippedStep skipped) throws IOException {
    Objects.requireNonNull(skipped, "skipped");
    append(skipped.step(), format(skipped));
  }

  private void append(long step, String text) throws IOException {
    Checks.that(step > lastStep, "%s: expected a step after %s, got %s", path, lastStep, step);
    ByteBuffer line = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      throw FileFailure.of(path, e);
    }
    lastStep = step;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * Reads a log, also one that is being written.
   *
   * @param path the file
   * @return the metrics in the order of their steps; without skipped steps and a last line that was
   *     cut off
   * @throws IOException if the file cannot be read, or a line of it is damaged
   */
  public static List<StepMetrics> read(Path path) throws IOException {
    return lines(path).stream().map(Line::metrics).filter(Objects::nonNull).toList();
  }

  /**
   * Reads the steps of a log that changed nothing.
   *
   * @param path the file
   * @return these steps, ascending
   * @throws IOException if the file cannot be read, or a line of it is damaged
   */
  public static List<SkippedStep> readSkipped(Path path) throws IOException {
    return lines(path).stream().map(Line::skipped).filter(Objects::nonNull).toList();
  }

  private static List<Line> lines(Path path) throws IOException {
    String text = new String(Files.readAllBytes(path), StandardCharsets.US_ASCII);
    List<Line> lines = new ArrayList<>();
    long last = 0;
    int start = 0;
    // A line counts once its line break is there: text after the last one was cut off by a kill.
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      String where = path + ": line " + (lines.size() + 1);
      String content = text.substring(start, end);
      Line line = parse(content, where);
      long step = line.step();
      if (step <= last) {
        throw new IOException(where + ": expected a step after " + last + ", got " + step);
      }
      last = step;
      lines.add(line);
      start = end + 1;
    }
    return lines;
  }

  private static String format(StepMetrics metrics) {
    JsonObject line = new JsonObject();
    line.addProperty("step", metrics.step());
    line.addProperty("epoch", metrics.epoch());
    line.addProperty("loss", metrics.loss());
    line.addProperty("learningRate", metrics.learningRate());
    line.addProperty("imagesPerSecond", metrics.imagesPerSecond());
    metrics.gradNorm().ifPresent(norm -> line.addProperty(GRAD_NORM, norm));
    line.addProperty("seconds", metrics.seconds());
    line.addProperty("residentMegabytes", metrics.residentMegabytes());
    if (!metrics.losses().isEmpty()) {
      JsonObject losses = new JsonObject();
      metrics.losses().forEach(losses::addProperty);
      line.add(LOSSES, losses);
    }
    return line.toString();
  }

  private static String format(SkippedStep skipped) {
    JsonObject line = new JsonObject();
    line.addProperty("step", skipped.step());
    line.addProperty("epoch", skipped.epoch());
    line.addProperty(SKIPPED, skipped.reason());
    line.addProperty("learningRate", skipped.learningRate());
    line.addProperty("skippedSteps", skipped.total());
    return ascii(line.toString());
  }

  /** Other characters stand in texts alone, where JSON lets them be escaped. */
  private static String ascii(String json) {
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x80) {
        ascii.append(c);
      } else {
        ascii.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }

  private static Line parse(String text, String where) throws IOException {
    try {
      JsonElement element = JsonParser.parseString(text);
      if (!element.isJsonObject()) {
        throw new IOException(where + ": expected a JSON object, got '" + text + "'");
      }
      JsonObject line = element.getAsJsonObject();
      return line.has(SKIPPED)
          ? new Line(text, null, skipped(line, where))
          : new Line(text, metrics(line, where), null);
    } catch (JsonParseException
        | ClassCastException
        | IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw new IOException(where + ": expected the metrics of a step, got '" + text + "'", e);
    }
  }

  private static void requireKeys(Set<String> expected, Set<String> keys, String where)
      throws IOException {
    if (!keys.equals(expected)) {
      throw new IOException(
          where + ": expected the keys " + new TreeSet<>(expected) + ", got " + keys);
    }
  }

  private static SkippedStep skipped(JsonObject line, String where) throws IOException {
    requireKeys(SKIPPED_KEYS, new TreeSet<>(line.keySet()), where);
    return new SkippedStep(
        line.get("step").getAsLong(),
        line.get("epoch").getAsInt(),
        line.get(SKIPPED).getAsString(),
        line.get("learningRate").getAsDouble(),
        line.get("skippedSteps").getAsLong());
  }

  private static StepMetrics metrics(JsonObject line, String where) throws IOException {
    Set<String> keys = new TreeSet<>(line.keySet());
    keys.remove(GRAD_NORM);
    keys.remove(LOSSES);
    requireKeys(REQUIRED, keys, where);
    return new StepMetrics(
        line.get("step").getAsLong(),
        line.get("epoch").getAsInt(),
        line.get("loss").getAsDouble(),
        line.get("learningRate").getAsDouble(),
        line.get("imagesPerSecond").getAsDouble(),
        line.has(GRAD_NORM)
            ? OptionalDouble.of(line.get(GRAD_NORM).getAsDouble())
            : OptionalDouble.empty(),
        line.get("seconds").getAsDouble(),
        line.get("residentMegabytes").getAsLong(),
        losses(line));
  }

  private static Map<String, Double> losses(JsonObject line) {
    Map<String, Double> losses = new LinkedHashMap<>();
    if (line.has(LOSSES)) {
      line.getAsJsonObject(LOSSES)
          .asMap()
          .forEach((name, value) -> losses.put(name, value.getAsDouble()));
    }
    return losses;
  }
}
