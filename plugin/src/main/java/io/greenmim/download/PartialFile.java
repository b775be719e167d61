package io.greenmim.download;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What came of a file so far: {@code NAME.part}, and in {@code NAME.part.origin} the address it
 * came from and what tells that the server still has the same content (RFC 9110, section 13.1.5).
 */
final class PartialFile {

  private final Path target;
  private final Path data;
  private final Path origin;

  PartialFile(Path target) {
    this.target = target;
    data = target.resolveSibling(target.getFileName() + ".part");
    origin = target.resolveSibling(target.getFileName() + ".part.origin");
  }

  Path path() {
    return data;
  }

  long size() throws IOException {
    return Files.exists(data) ? Files.size(data) : 0;
  }

  /** The value for {@code If-Range}, if the transfer from this address can go on. */
  Optional<String> validator(URI address) throws IOException {
    if (size() == 0 || !Files.exists(origin)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(origin);
    boolean same = lines.size() == 2 && lines.get(0).equals(address.toString());
    return same ? Optional.of(lines.get(1)) : Optional.empty();
  }

  /** Whether a later transfer can go on. */
  boolean resumable() {
    return Files.exists(origin);
  }

  /** Begins anew with what the server sends now. */
  void restart(URI address, WebAnswer answer) throws IOException {
    delete();
    Files.createFile(data);
    Optional<String> validator = strongValidator(answer);
    if (validator.isPresent()) {
      Files.writeString(origin, address + "\n" + validator.get() + "\n", StandardCharsets.UTF_8);
    }
  }

  /** A weak entity tag does not promise the same bytes. */
  private static Optional<String> strongValidator(WebAnswer answer) {
    return answer
        .header("ETag")
        .filter(tag -> !tag.startsWith("W/"))
        .or(() -> answer.header("Last-Modified"))
        .filter(value -> value.lines().count() == 1);
  }

  FileChannel append() throws IOException {
    return FileChannel.open(data, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  void delete() throws IOException {
    Files.deleteIfExists(data);
    Files.deleteIfExists(origin);
  }

  /** Puts the file in its place. */
  void finish() throws IOException {
    Files.move(data, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(origin);
  }
}
