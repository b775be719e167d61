package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.OtherTensor;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state dict of a file that PyTorch's {@code save} wrote: a zip archive, or the container
 * before PyTorch 1.6; or of a plain pickle of NumPy arrays, as detectron2 publishes its models.
 *
 * <p>Opening reads the pickle alone; each tensor is read when it is asked for, so what an optimiser
 * left in the file costs nothing. No code is ever run: see {@link AllowedCalls} for what a file may
 * ask for and what refuses it.
 *
 * <p>The state dict is looked for under the keys {@code model}, {@code state_dict}, {@code
 * model_state_dict}, {@code model_state}, {@code module}, {@code net}, {@code network}, {@code
 * params}, {@code weights}, {@code model_ema}, {@code state_dict_ema}, {@code ema_state_dict},
 * {@code ema} and {@code blobs}, in this order; if none holds tensors, the file itself must be the
 * mapping. {@link #metadata} says under {@value #KEY} which one it was, and holds everything else
 * that the file says in texts and numbers, such as {@code epoch} and {@code args}.
 */
public final class TorchFile implements TensorFile {

  /** Name in the metadata of the key that the state dict was under; empty for the file itself. */
  public static final String KEY = "state_dict_key";

  private static final int LONGEST_REASON = 1000;
  private static final int ZIP = 0x04034b50;
  private static final int ZIP_EMPTY = 0x06054b50;

  private final Path path;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private TorchFile(Path path) {
    this.path = path;
  }

  /**
   * Opens a file and takes the first state dict.
   *
   * @param path the file
   * @return its state dict
   * @throws IOException if it cannot be read, is damaged, asks to run something, or holds no state
   *     dict; one line that names the file
   */
  public static TorchFile open(Path path) throws IOException {
    return open(path, null);
  }

  /**
   * Opens a file and takes the state dict under a key.
   *
   * @param path the file
   * @param key the key, or null for the first one
   * @return its state dict
   * @throws IOException if it cannot be read, is damaged, asks to run something, or holds no such
   *     state dict; one line that names the file
   */
  public static TorchFile open(Path path, String key) throws IOException {
    FileRegion file = FileRegion.of(path);
    TorchFile opened = new TorchFile(path);
    try {
      TorchContainer container = container(file);
      opened.keep(StateDictChoice.of(container.root(), key), container);
    } catch (IOException e) {
      throw refusal(path, e);
    }
    return opened;
  }

  private static TorchContainer container(FileRegion file) throws IOException {
    int start = file.length() < Integer.BYTES ? 0 : file.slice(0, Integer.BYTES).read().getInt();
    if (start == ZIP || start == ZIP_EMPTY) {
      return ZipContainer.read(file);
    }
    return LegacyContainer.starts(file) ? LegacyContainer.read(file) : NumpyPickle.read(file);
  }

  /** One line: the path once, and what is wrong. */
  static IOException refusal(Path path, IOException e) {
    String reason = String.valueOf(e.getMessage());
    String prefix = path + ": ";
    String bare = reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason;
    return new IOException(
        prefix
            + (bare.contains("expected") ? "" : "expected a PyTorch checkpoint, got ")
            + Printable.of(bare, LONGEST_REASON),
        e);
  }

  private void keep(StateDictChoice choice, TorchContainer container) throws IOException {
    metadata.put(KEY, choice.key());
    choice.others().forEach(metadata::putIfAbsent);
    if (choice.key().equals(StateDictChoice.CAFFE2)) {
      refuseCaffe2(choice.tensors().keySet());
    }
    for (Map.Entry<String, Object> item : choice.tensors().entrySet()) {
      String name = item.getKey();
      if (item.getValue() instanceof NumpyArray array) {
        tensors.put(name, array);
        continue;
      }
      if (!(item.getValue() instanceof TensorRecord view)) {
        String kind = ((UnreadTensor) item.getValue()).kind();
        tensors.put(name, new OtherTensor(path, name, kind, List.of()));
        continue;
      }
      if (view.type().tensorType() == null) {
        tensors.put(name, new OtherTensor(path, name, view.type().dtype(), view.shape()));
        continue;
      }
      FileRegion storage = container.storages().get(view.storage().key());
      tensors.put(name, new TorchTensor(name, view, storage, container.order()));
    }
  }

  /** Names of modules have dots, those of Caffe2 have none. */
  private static void refuseCaffe2(Set<String> names) throws IOException {
    if (names.stream().noneMatch(name -> name.contains("."))) {
      throw new IOException(
          "expected tensors by the names of detectron2, got those of Caffe2, '%s' first of %s"
              .formatted(Printable.of(names.iterator().next()), names.size()));
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }
}
