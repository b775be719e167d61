package io.greenmim.tensors.torch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.testing.FuzzedReader;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ZipFuzzTest {

  static Stream<byte[]> seeds() {
    return FuzzedReader.seeds(
        ".pth", "zip", "bare_state_dict", "mmdet_style", "evil_reduce", "truncated");
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] content) {
    FuzzedReader.check(content, TorchFile::open);
  }
}
