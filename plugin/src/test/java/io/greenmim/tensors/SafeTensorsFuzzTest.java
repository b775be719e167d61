package io.greenmim.tensors;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.testing.FuzzedReader;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SafeTensorsFuzzTest {

  static Stream<byte[]> seeds() {
    return FuzzedReader.seeds(
        ".safetensors", "expected", "huge_header", "lying_shape", "overlap", "truncated");
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] content) {
    FuzzedReader.check(content, SafeTensorsFile::open);
  }
}
