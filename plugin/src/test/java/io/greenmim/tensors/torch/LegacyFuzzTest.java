package io.greenmim.tensors.torch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.testing.FuzzedReader;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class LegacyFuzzTest {

  static Stream<byte[]> seeds() {
    byte[] small =
        PickleBytes.start()
            .op('}')
            .text("w")
            .tensor("0", 2, 0, new long[] {2}, new long[] {1})
            .op('s')
            .stop();
    return Stream.concat(
        FuzzedReader.seeds(".pth", "legacy"),
        Stream.of(LegacyBytes.of(small, "0", 2, new byte[8])));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] content) {
    FuzzedReader.check(content, TorchFile::open);
  }
}
