package io.greenmim.train.predict;

import io.greenmim.tensors.FileFailure;
import io.greenmim.train.report.CsvText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Features as text (RFC 4180): the image's name, then its numbers; a header names the columns. */
final class CsvFeatureFile implements FeatureFile {

  private final Path path;
  private final Path temporary;
  private final BufferedWriter writer;
  private boolean isEmpty = true;

  CsvFeatureFile(Path path) throws IOException {
    this.path = path;
    Path folder = path.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    temporary = folder.resolve("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
    writer =
        new BufferedWriter(
            new OutputStreamWriter(
                FileFailure.stream(path, Files.newOutputStream(temporary)),
                StandardCharsets.UTF_8.newEncoder()));
  }

  @Override
  public void take(String image, float[] feature) throws IOException {
    StringBuilder line = new StringBuilder();
    if (isEmpty) {
      line.append("image");
      for (int i = 0; i < feature.length; i++) {
        line.append(",f").append(i);
      }
      line.append("\r\n");
      isEmpty = false;
    }
    line.append(CsvText.quoted(image));
    for (float value : feature) {
      line.append(',').append(value);
    }
    writer.write(line.append("\r\n").toString());
  }

  @Override
  public void commit() throws IOException {
    writer.close();
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
