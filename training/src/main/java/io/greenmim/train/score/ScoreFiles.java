package io.greenmim.train.score;

import com.google.gson.stream.JsonWriter;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.report.CsvText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scores as files of a folder. */
public final class ScoreFiles {

  /** All numbers but the confusions, as JSON. */
  public static final String JSON = "scores.json";

  /** A line for each class, as CSV. */
  public static final String CLASSES = "classes.csv";

  /** What was taken for what, a line for each pair of classes that occurred, as CSV. */
  public static final String CONFUSIONS = "confusion.csv";

  /** What was taken for what, as a picture. */
  public static final String PICTURE = "confusion.png";

  private ScoreFiles() {}

  /**
   * Writes {@value #JSON}, {@value #CLASSES}, {@value #CONFUSIONS} and {@value #PICTURE}, each of
   * them whole or not at all.
   *
   * @param folder the folder; made if need be
   * @param report the scores
   * @throws IOException if one cannot be written
   * @throws IllegalStateException if the machine has no font
   */
  public static void write(Path folder, ClassReport report) throws IOException {
    AtomicFiles.replace(folder.resolve(JSON), file -> json(file, report));
    AtomicFiles.replace(folder.resolve(CLASSES), file -> classes(file, report));
    AtomicFiles.replace(folder.resolve(CONFUSIONS), file -> confusions(file, report));
    ConfusionPicture.write(folder.resolve(PICTURE), report);
  }

  private static void json(Path file, ClassReport report) throws IOException {
    try (JsonWriter out = new JsonWriter(Files.newBufferedWriter(file))) {
      out.setHtmlSafe(false);
      out.setIndent("  ");
      out.beginObject();
      out.name("images").value(report.images());
      number(out.name("loss"), report.loss());
      share(out, ClassReport.TOP_1, report.top1());
      share(out, ClassReport.TOP_5, report.top5());
      number(out.name(ClassReport.BALANCED), report.balancedAccuracy());
      number(out.name(ClassReport.MACRO_F1), report.macroF1());
      out.name("classes").beginArray();
      for (ClassScore score : report.classes()) {
        out.beginObject();
        out.name("name").value(score.name());
        out.name("images").value(score.images());
        out.name("predicted").value(score.predicted());
        out.name("right").value(score.right());
        share(out, "precision", score.precision());
        share(out, "recall", score.recall());
        F1 f1 = score.f1();
        share(out, "f1", f1.agreement().of(), f1.value(), f1.low(), f1.high());
        out.endObject();
      }
      out.endArray();
      out.endObject();
    }
  }

  private static void share(JsonWriter out, String name, Proportion share) throws IOException {
    share(out, name, share.of(), share.share(), share.low(), share.high());
  }

  /** Of nothing there is no share. */
  private static void share(JsonWriter out, String name, long of, double... values)
      throws IOException {
    out.name(name).beginObject();
    number(out.name("value"), of == 0 ? Double.NaN : values[0]);
    number(out.name("low"), of == 0 ? Double.NaN : values[1]);
    number(out.name("high"), of == 0 ? Double.NaN : values[2]);
    out.endObject();
  }

  /** JSON knows no NaN. */
  private static void number(JsonWriter out, double value) throws IOException {
    if (Double.isFinite(value)) {
      out.value(value);
    } else {
      out.nullValue();
    }
  }

  private static void classes(Path file, ClassReport report) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(
          CsvText.line(
              "class",
              "images",
              "predicted",
              "right",
              "precision",
              "precision_low",
              "precision_high",
              "recall",
              "recall_low",
              "recall_high",
              "f1",
              "f1_low",
              "f1_high"));
      for (ClassScore score : report.classes()) {
        List<Object> cells =
            new ArrayList<>(
                List.of(score.name(), score.images(), score.predicted(), score.right()));
        for (Proportion share : List.of(score.precision(), score.recall())) {
          add(cells, share.of(), share.share(), share.low(), share.high());
        }
        F1 f1 = score.f1();
        add(cells, f1.agreement().of(), f1.value(), f1.low(), f1.high());
        out.write(CsvText.line(cells.toArray()));
      }
    }
  }

  private static void add(List<Object> cells, long of, double... values) {
    for (double value : values) {
      cells.add(of == 0 ? "" : value);
    }
  }

  private static void confusions(Path file, ClassReport report) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(CsvText.line("truth", "predicted", "images"));
      for (Confusion each : report.confusions()) {
        out.write(
            CsvText.line(
                report.classes().get(each.truth()).name(),
                report.classes().get(each.predicted()).name(),
                each.images()));
      }
    }
  }
}
