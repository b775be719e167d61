package io.greenmim.detect.coco;

import io.greenmim.tensors.Printable;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A fault of one entry of an annotation file.
 *
 * @param kind what is wrong
 * @param id number of the entry; empty where it has none
 * @param fileName image file that the entry belongs to; empty where there is none
 * @param detail what was expected and what was found, in one line
 * @param treatment what is done about it
 */
public record Fault(
    FaultKind kind, OptionalLong id, String fileName, String detail, Treatment treatment) {

  private static final int LONGEST_DETAIL = 400;

  /** Checks that nothing is missing. */
  public Fault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(fileName, "fileName");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(treatment, "treatment");
  }

  Fault withFileName(String name) {
    return new Fault(kind, id, name, detail, treatment);
  }

  @Override
  public String toString() {
    String subject = kind.subject().name().toLowerCase(Locale.ROOT);
    String number = id.isPresent() ? " " + id.getAsLong() : "";
    String file = fileName.isEmpty() ? "" : " (" + Printable.of(fileName) + ")";
    return subject + number + file + ": " + Printable.of(detail, LONGEST_DETAIL);
  }
}
