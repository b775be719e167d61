package io.greenmim.tensors.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerTest {

  private static final byte[] STATE_DICT =
      PickleBytes.start()
          .op('}')
          .text("w")
          .tensor("0", 2, 0, new long[] {2}, new long[] {1})
          .op('s')
          .stop();

  @TempDir Path folder;

  private void refuses(String reason, byte[] content) throws IOException {
    Path path = Files.write(folder.resolve("x.pth"), content);
    IOException e = assertThrows(IOException.class, () -> TorchFile.open(path));
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  private byte[] bytes(TorchArchive archive) throws IOException {
    return Files.readAllBytes(archive.write(folder.resolve("made.zip")));
  }

  private static TorchArchive good() {
    return TorchArchive.of(STATE_DICT).storage("0", new byte[8]);
  }

  /** Replaces bytes of an archive, of which there must be some. */
  private static byte[] patched(byte[] content, String from, String to) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), from);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsAnArchiveWithoutFolder() throws IOException {
    Path path = folder.resolve("flat.pth");
    new TorchArchive().entry("data.pkl", STATE_DICT).entry("data/0", new byte[8]).write(path);
    assertEquals(1, TorchFile.open(path).tensors().size());
  }

  /** As archives of more than 4 GiB are written. */
  @Test
  void readsLargeFileExtensions() throws IOException {
    Path path = folder.resolve("large.pth");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(path)) {
      zip.setUseZip64(Zip64Mode.Always);
      zip.setMethod(ZipEntry.STORED);
      for (Map.Entry<String, byte[]> item :
          Map.of("a/data.pkl", STATE_DICT, "a/data/0", new byte[] {0, 0, 0, 64, 0, 0, 0, 0})
              .entrySet()) {
        ZipArchiveEntry entry = new ZipArchiveEntry(item.getKey());
        entry.setSize(item.getValue().length);
        zip.putArchiveEntry(entry);
        zip.write(item.getValue());
        zip.closeArchiveEntry();
      }
    }
    assertEquals(2, TorchFile.open(path).tensor("w").read().getFloat());
  }

  @Test
  void refusesArchivesThatPyTorchDoesNotWrite() throws IOException {
    refuses("without data.pkl", bytes(new TorchArchive().entry("a/b", new byte[2])));
    refuses("without data.pkl", bytes(new TorchArchive().entry("a/b/data.pkl", STATE_DICT)));
    refuses("two entries data.pkl", bytes(good().entry("other/data.pkl", STATE_DICT)));
    refuses("is compressed", bytes(good().deflated()));
    refuses("leaves its folder", bytes(good().entry("archive/../../etc/passwd", new byte[1])));
    refuses("leaves its folder", bytes(good().entry("/etc/passwd", new byte[1])));
    refuses("TorchScript", bytes(good().entry("archive/constants.pkl", new byte[1])));
    refuses(
        "the byte order 'middle'",
        bytes(good().entry("archive/byteorder", "middle".getBytes(StandardCharsets.US_ASCII))));
    refuses("the byte order 'a longer", bytes(good().entry("archive/byteorder", new byte[99])));
    refuses("of no bytes", bytes(TorchArchive.of(STATE_DICT)));
    byte[] twice = bytes(good().entry("archive/data/1", new byte[8]));
    refuses("two entries 'archive/data/0'", patched(twice, "archive/data/1", "archive/data/0"));
  }

  @Test
  void refusesEntriesThatOverlap() throws IOException {
    byte[] archive = bytes(good().storage("1", new byte[8]));
    // The central directory's entry of the last storage points to the local header of the first.
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    int first = text.indexOf("PK\1\2", text.indexOf("PK\1\2") + 1) + 42;
    int second = text.lastIndexOf("PK\1\2") + 42;
    System.arraycopy(archive, first, archive, second, 4);
    refuses("entries that overlap", archive);
  }

  @Test
  void refusesEntriesThatLieAboutTheirSize() throws IOException {
    byte[] archive = bytes(good());
    int entry = new String(archive, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
    for (int sizes : new int[] {20, 24}) {
      archive[entry + sizes + 3] = 0x40;
    }
    refuses("overlaps with central directory", archive);
  }

  @Test
  void refusesTruncatedArchives() throws IOException {
    byte[] archive = bytes(good());
    for (int length = 4; length < archive.length; length++) {
      refuses("a zip archive that is damaged or not whole", Arrays.copyOf(archive, length));
    }
  }

  @Test
  void refusesArchivesWithADirectoryOfMegabytes() throws IOException {
    TorchArchive archive = good();
    String name = "archive/" + "x".repeat(1000);
    for (int i = 0; i < 8000; i++) {
      archive.entry(name + i, new byte[0]);
    }
    refuses("its directory is too large", bytes(archive));
  }

  @Test
  void refusesTruncatedLegacyFiles() throws IOException {
    byte[] whole = LegacyBytes.of(STATE_DICT, "0", 2, new byte[8]);
    Path path = Files.write(folder.resolve("whole.pth"), whole);
    assertEquals(1, TorchFile.open(path).tensors().size());
    for (int length = 0; length < whole.length; length++) {
      refuses("expected", Arrays.copyOf(whole, length));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, -1, Long.MAX_VALUE})
  void refusesLegacyStoragesThatLieAboutTheirSize(long elements) throws IOException {
    refuses(
        "a storage '0' of %d elements where the pickle says 2".formatted(elements),
        LegacyBytes.of(STATE_DICT, "0", elements, new byte[8]));
  }

  @Test
  void refusesOtherPickles() throws IOException {
    refuses("a pickle that PyTorch did not save", PickleBytes.start().number(7).stop());
    refuses("a protocol version other than 1001", LegacyBytes.head(1002));
    refuses("a pickle that names 'torch._utils._rebuild_tensor_v2'", STATE_DICT);
    refuses("a storage where none belongs", PickleBytes.start().text("storage").op('Q').stop());
    refuses("a storage that no tensor uses", LegacyBytes.of(STATE_DICT, "1", 2, new byte[8]));
    refuses("no storage '0'", legacy(PickleBytes.start().op(']').stop()));
    refuses("no list of storages", legacy(PickleBytes.start().op('N').stop()));
  }

  private static byte[] legacy(byte[] keys) {
    byte[] head = LegacyBytes.head(1001);
    byte[] file = Arrays.copyOf(head, head.length + STATE_DICT.length + keys.length);
    System.arraycopy(STATE_DICT, 0, file, head.length, STATE_DICT.length);
    System.arraycopy(keys, 0, file, head.length + STATE_DICT.length, keys.length);
    return file;
  }
}
