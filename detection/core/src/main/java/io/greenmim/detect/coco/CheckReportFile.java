package io.greenmim.detect.coco;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The outcome of a check as a JSON file: {@code file}, {@code entries} and {@code usable} (the
 * numbers of images, annotations and categories before and after), and {@code faults}, each with
 * its {@code kind}, {@code subject}, {@code id} (null where there is none), {@code file}, {@code
 * reason}, {@code detail} and {@code treatment}.
 */
public final class CheckReportFile {

  private CheckReportFile() {}

  /**
   * Writes the file whole or not at all.
   *
   * @param file the file; its folder is made if need be
   * @param report the outcome
   * @throws IOException if it cannot be written; then an old file is untouched
   */
  public static void write(Path file, CheckReport report) throws IOException {
    JsonFile.write(
        file,
        out -> {
          out.setIndent(" ");
          out.beginObject();
          out.name("file").value(report.dataset().file().toString());
          writeSizes(out.name("entries"), report.dataset());
          writeSizes(out.name("usable"), report.usable());
          out.name("faults").beginArray();
          for (Fault fault : report.faults()) {
            write(out, fault);
          }
          out.endArray();
          out.endObject();
        });
  }

  private static void writeSizes(JsonWriter out, CocoDataset dataset) throws IOException {
    out.beginObject();
    out.name("images").value(dataset.images().size());
    out.name("annotations").value(dataset.annotations().size());
    out.name("categories").value(dataset.categories().size());
    out.endObject();
  }

  private static void write(JsonWriter out, Fault fault) throws IOException {
    out.beginObject();
    out.name("kind").value(fault.kind().key());
    out.name("subject").value(fault.kind().subject().name().toLowerCase(Locale.ROOT));
    out.name("id");
    if (fault.id().isPresent()) {
      out.value(fault.id().getAsLong());
    } else {
      out.nullValue();
    }
    out.name("file").value(fault.fileName());
    out.name("reason").value(fault.kind().text());
    out.name("detail").value(fault.detail());
    out.name("treatment").value(fault.treatment().name().toLowerCase(Locale.ROOT));
    out.endObject();
  }
}
