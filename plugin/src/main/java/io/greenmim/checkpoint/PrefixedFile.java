package io.greenmim.checkpoint;

import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of a checkpoint that stand under one prefix, such as the teacher of a teacher and its
 * student, by their names without it.
 *
 * @param source the checkpoint
 * @param prefix the prefix, with a dot at its end
 * @param tensors tensors by their names without the prefix
 */
public record PrefixedFile(TensorFile source, String prefix, Map<String, StoredTensor> tensors)
    implements TensorFile {

  private static final int SHOWN = 3;

  /** Copies the table. */
  public PrefixedFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Chooses what stands under a prefix.
   *
   * @param file the checkpoint
   * @param prefix the prefix, with or without the dot at its end
   * @return the tensors under it
   * @throws IOException if no name begins with it; one line
   */
  public static PrefixedFile of(TensorFile file, String prefix) throws IOException {
    String dotted = prefix.endsWith(".") ? prefix : prefix + ".";
    Map<String, StoredTensor> inside = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(dotted) && name.length() > dotted.length()) {
                inside.put(name.substring(dotted.length()), tensor);
              }
            });
    if (inside.isEmpty()) {
      throw new IOException(
          "%s: expected names that begin with '%s', got %s"
              .formatted(
                  file.path(),
                  Printable.of(dotted),
                  file.tensors().isEmpty()
                      ? "no tensors"
                      : String.join(
                          ", ",
                          file.tensors().keySet().stream()
                              .limit(SHOWN)
                              .map(Printable::of)
                              .toList())));
    }
    return new PrefixedFile(file, dotted, inside);
  }

  @Override
  public Path path() {
    return source.path();
  }

  @Override
  public Map<String, String> metadata() {
    return source.metadata();
  }
}
