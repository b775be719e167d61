package io.greenmim.checkpoint;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.TensorFile;
import io.greenmim.tensors.torch.TorchFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Opens a checkpoint by what is in it; the name of the file does not matter. */
public final class CheckpointFile {

  private static final int HEAD = 512;
  private static final int TAR_MARK = 257;
  private static final int SHOWN = 8;

  private CheckpointFile() {}

  /**
   * Opens a checkpoint.
   *
   * @param path a safetensors file, a PyTorch file of any age, a pickle of NumPy arrays, or the
   *     index of several such files
   * @return its tensors; of a PyTorch file the first state dict, see {@link TorchFile}
   * @throws IOException if it cannot be read or holds no tensors; one line that names the file
   */
  public static TensorFile open(Path path) throws IOException {
    return open(path, null);
  }

  /**
   * Opens a checkpoint and takes the tensors under a key.
   *
   * @param path a safetensors file, a PyTorch file of any age, or a pickle of NumPy arrays
   * @param key the key of the state dict in a PyTorch file; null for the first one
   * @return its tensors
   * @throws IOException if it cannot be read, or holds no tensors or no such key; one line that
   *     names the file
   */
  public static TensorFile open(Path path, String key) throws IOException {
    return open(path, key, key == null);
  }

  /** Opens a file that holds tensors itself. */
  static TensorFile openShard(Path path) throws IOException {
    return open(path, null, false);
  }

  private static TensorFile open(Path path, String key, boolean indices) throws IOException {
    FileRegion file = FileRegion.of(path);
    byte[] head = file.slice(0, Math.min(HEAD, file.length())).read().array();
    Content content = Content.of(head, file.length());
    if (content == Content.JSON && indices) {
      return ShardedFile.open(path);
    }
    if (content == Content.TORCH) {
      return TorchFile.open(path, key);
    }
    if (content != Content.SAFETENSORS) {
      throw new IOException(
          "%s: expected a checkpoint of PyTorch or safetensors, got %s"
              .formatted(path, content == Content.UNKNOWN ? start(head) : content.says));
    }
    if (key != null) {
      throw new IOException(
          "%s: expected a PyTorch file with a state dict under '%s', got a safetensors file"
              .formatted(path, key));
    }
    return SafeTensorsFile.open(path);
  }

  private static String start(byte[] head) {
    byte[] shown = Arrays.copyOf(head, Math.min(SHOWN, head.length));
    return "unknown content that starts with the bytes " + HexFormat.of().formatHex(shown);
  }

  /** What a file may hold, told by its first bytes. */
  private enum Content {
    TORCH(""),
    SAFETENSORS(""),
    EMPTY("an empty file"),
    WEB_PAGE("a web page: save the file that it links to"),
    LFS("a pointer of Git LFS: fetch the file itself with git lfs pull"),
    GZIP("a gzip archive: unpack it first"),
    TAR("a tar archive: unpack it first, or save the model with a newer PyTorch"),
    NUMPY("a NumPy array"),
    HDF5("an HDF5 file"),
    GGUF("a GGUF file"),
    JSON("a JSON text"),
    UNKNOWN("");

    private final String says;

    Content(String says) {
      this.says = says;
    }

    static Content of(byte[] head, long size) {
      String text = new String(head, StandardCharsets.ISO_8859_1);
      String page = text.strip().replaceFirst("^\u00ef\u00bb\u00bf", "").toLowerCase(Locale.ROOT);
      if (head.length == 0) {
        return EMPTY;
      } else if (text.startsWith("\0\0\0\0{", Integer.BYTES)) {
        // Before all marks: the length of a header may look like any of them.
        return SAFETENSORS;
      } else if (text.startsWith("PK\003\004") || text.startsWith("PK\005\006")) {
        return TORCH;
      } else if (text.startsWith("\u0080") && head.length > 1 && head[1] <= 5) {
        return TORCH;
      } else if (page.startsWith("<!doctype") || page.startsWith("<html")) {
        return WEB_PAGE;
      } else if (text.startsWith("version https://git-lfs")) {
        return LFS;
      } else if (text.startsWith("\037\u008b")) {
        return GZIP;
      } else if (text.startsWith("\u0093NUMPY")) {
        return NUMPY;
      } else if (text.startsWith("\u0089HDF")) {
        return HDF5;
      } else if (text.startsWith("GGUF")) {
        return GGUF;
      } else if (text.startsWith("ustar", TAR_MARK)) {
        return TAR;
      } else if (safetensors(head, size)) {
        return SAFETENSORS;
      }
      return page.startsWith("{") ? JSON : UNKNOWN;
    }

    /** A header in JSON, or a length that could be one's: then the reader says what is wrong. */
    private static boolean safetensors(byte[] head, long size) {
      if (head.length > Long.BYTES && head[Long.BYTES] == '{') {
        return true;
      }
      if (head.length < Long.BYTES) {
        return false;
      }
      long length = Long.reverseBytes(ByteBuffer.wrap(head).getLong());
      return length >= 0 && length <= size;
    }
  }
}
