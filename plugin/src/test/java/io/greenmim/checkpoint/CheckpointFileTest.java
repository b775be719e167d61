package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.tensors.torch.TorchFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointFileTest {

  @TempDir Path folder;

  /** A reference file under a name that says nothing, as the content alone must decide. */
  private Path reference(String name) throws IOException {
    Path copy = folder.resolve(name.replace('.', '_') + ".bin");
    try (InputStream resource = getClass().getResourceAsStream("/checkpoints/" + name)) {
      Files.copy(resource, copy);
    }
    return copy;
  }

  @ParameterizedTest
  @CsvSource({
    "zip.pth, model",
    "legacy.pth, model",
    "bare_state_dict.pth, ''",
    "mmdet_style.pth, state_dict"
  })
  void readsTheReferenceFilesBitForBit(String name, String key) throws IOException {
    TensorFile expected = CheckpointFile.open(reference("expected.safetensors"));
    TensorFile read = CheckpointFile.open(reference(name));
    assertInstanceOf(SafeTensorsFile.class, expected);
    assertInstanceOf(TorchFile.class, read);
    assertEquals(key, read.metadata().get(TorchFile.KEY));
    assertEquals(
        new TreeSet<>(expected.tensors().keySet()), new TreeSet<>(read.tensors().keySet()));
    for (Map.Entry<String, StoredTensor> item : expected.tensors().entrySet()) {
      StoredTensor tensor = read.tensor(item.getKey());
      assertEquals(item.getValue().describe(), tensor.describe(), item.getKey());
      assertEquals(item.getValue().read(), tensor.read(), item.getKey());
    }
  }

  @Test
  void tellsWhatElseTheFileHolds() throws IOException {
    Map<String, String> metadata = CheckpointFile.open(reference("zip.pth")).metadata();
    assertEquals("799", metadata.get("epoch"));
    assertEquals("{'scale': 65536.0}", metadata.get("scaler"));
    assertEquals(
        "argparse.Namespace(model='green_mim_swin_base_patch4_dec512b1', lr=None,"
            + " mask_ratio=0.75, output_dir=None, distributed=True)",
        metadata.get("args"));
    assertTrue(!metadata.containsKey("optimizer"), metadata.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evil_reduce.pth | a pickle that calls 'posix.system'",
        "truncated.pth | a zip archive that is damaged or not whole",
        "empty.pth | an empty file",
        "html.pth | a web page",
        "bomb.pth | 'archive/data.pkl' that is compressed",
        "truncated.safetensors | bytes of data, got",
        "huge_header.safetensors | with a header of 4611686018427387904",
        "lying_shape.safetensors | w: expected 4000000000 bytes",
        "overlap.safetensors | b: expected 16 bytes from offset 16"
      })
  void refusesTheHostileReferenceFilesInOneLine(String name, String reason) throws IOException {
    Path path = reference(name);
    IOException e = assertThrows(IOException.class, () -> CheckpointFile.open(path));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void takesTheKeyThatIsAskedFor() throws IOException {
    Path path = reference("zip.pth");
    assertEquals("model", CheckpointFile.open(path, "model").metadata().get(TorchFile.KEY));
    IOException e = assertThrows(IOException.class, () -> CheckpointFile.open(path, "model_ema"));
    assertEquals(
        path
            + ": expected a PyTorch checkpoint, got no state dict under 'model_ema', only the keys"
            + " model, optimizer, epoch, scaler, args",
        e.getMessage());
    Path plain = reference("expected.safetensors");
    assertThrows(IOException.class, () -> CheckpointFile.open(plain, "model"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1 | Git LFS",
        "  <HTML> | a web page",
        "{\"metadata\": {}} | a JSON text without the weight_map of an index",
        "{\"weight_map\": {}} | an index of no tensors",
        "GGUF.... | a GGUF file",
        "a | unknown content that starts with the bytes 61"
      })
  void namesOtherContents(String text, String reason) throws IOException {
    Path path = folder.resolve("x.pth");
    Files.write(path, text.getBytes(StandardCharsets.ISO_8859_1));
    IOException e = assertThrows(IOException.class, () -> CheckpointFile.open(path));
    assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  @Test
  void namesMissingFilesAndFolders() {
    Path missing = folder.resolve("missing.pth");
    IOException e = assertThrows(IOException.class, () -> CheckpointFile.open(missing));
    assertEquals(missing + ": expected a file, found none", e.getMessage());
    e = assertThrows(IOException.class, () -> CheckpointFile.open(folder));
    assertEquals(folder + ": expected a file, got something else", e.getMessage());
  }

  @Test
  void namesArchivesAndArrays() throws IOException {
    byte[] tar = new byte[512];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    Map<byte[], String> contents =
        Map.of(
            tar,
            "a tar archive",
            new byte[] {0x1f, (byte) 0x8b, 8},
            "a gzip archive",
            new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'},
            "a NumPy array",
            new byte[] {(byte) 0x89, 'H', 'D', 'F'},
            "an HDF5 file");
    for (Map.Entry<byte[], String> item : contents.entrySet()) {
      Path path = folder.resolve("x.pth");
      Files.write(path, item.getKey());
      IOException e = assertThrows(IOException.class, () -> CheckpointFile.open(path));
      assertTrue(e.getMessage().contains(item.getValue()), e.getMessage());
    }
  }

  /** The header's length, 640, has the first two bytes of a pickle. */
  @Test
  void doesNotTakeASafetensorsFileForAPickle() throws IOException {
    String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}";
    byte[] text = (header + " ".repeat(640 - header.length())).getBytes(StandardCharsets.UTF_8);
    byte[] file = new byte[8 + text.length];
    file[0] = (byte) 0x80;
    file[1] = 2;
    System.arraycopy(text, 0, file, 8, text.length);
    Path path = Files.write(folder.resolve("x"), file);
    assertInstanceOf(SafeTensorsFile.class, CheckpointFile.open(path));
  }
}
