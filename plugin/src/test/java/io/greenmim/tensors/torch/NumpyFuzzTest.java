package io.greenmim.tensors.torch;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.testing.FuzzedReader;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class NumpyFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of("protocol2", "protocol4", "protocol5", "python2", "caffe2")
        .map(name -> FuzzedReader.resource("/numpy/" + name + ".pkl"));
  }

  @MethodSource("seeds")
  @DictionaryFile(resourcePath = "/fuzz/pickle.dict")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] content) {
    FuzzedReader.check(content, TorchFile::open);
  }
}
