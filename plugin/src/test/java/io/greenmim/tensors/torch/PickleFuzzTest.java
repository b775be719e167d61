package io.greenmim.tensors.torch;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.testing.FuzzedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.params.provider.MethodSource;

/** The pickle alone: no container around it that has to fit, so every mutation reaches it. */
class PickleFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.concat(
        FuzzedReader.seeds(".pth", "zip", "mmdet_style", "evil_reduce").map(PickleFuzzTest::pickle),
        Stream.of(
            PickleBytes.start().op('}').text("x").ops("]q\1(h\1h\1es").stop(),
            PickleBytes.start().global("collections", "OrderedDict").ops(")R").stop(),
            PickleBytes.start().ops("(").global("a", "B").ops("K\1o}").text("k").ops("Nsb").stop(),
            PickleBytes.start().ops("}(U\1aK\1\u008c\1bJ\1\1\1\1u").stop(),
            new PickleBytes().ops("\u0080\4\u008f(K\1\u0090\u0094(K\1\u0091\u0094\u0086").stop(),
            PickleBytes.start().op('(').text("a").ops("iposix\nsystem\n").stop()));
  }

  /** Takes the pickle out of an archive, in which it comes first. */
  private static byte[] pickle(byte[] archive) {
    try (ZipFile zip =
        ZipFile.builder().setSeekableByteChannel(new SeekableInMemoryByteChannel(archive)).get()) {
      return zip.getInputStream(zip.getEntriesInPhysicalOrder().nextElement()).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @MethodSource("seeds")
  @DictionaryFile(resourcePath = "/fuzz/pickle.dict")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] content) {
    FuzzedReader.check(content, PickleFuzzTest::open);
  }

  private static TensorFile open(Path path) throws IOException {
    FileRegion file = FileRegion.of(path);
    Map<String, StorageRef> seen = new HashMap<>();
    Map<String, String> printed = new HashMap<>();
    try {
      Object root = Pickle.read(file, file.length(), id -> StorageRef.of(id, seen)).value();
      printed.put("root", String.valueOf(PickledText.of(root)));
      printed.putAll(StateDictChoice.of(root, null).others());
    } catch (IOException e) {
      throw TorchFile.refusal(path, e);
    }
    return new TensorFile() {
      @Override
      public Path path() {
        return path;
      }

      @Override
      public Map<String, StoredTensor> tensors() {
        return Map.of();
      }

      @Override
      public Map<String, String> metadata() {
        return printed;
      }
    };
  }
}
