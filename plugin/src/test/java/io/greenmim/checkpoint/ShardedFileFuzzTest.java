package io.greenmim.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.testing.FuzzedReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** An index of files: refused in one line that names it, and nothing outside its folder is read. */
class ShardedFileFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"metadata\": {\"total_size\": 7}, \"weight_map\": {\"a.b\":"
                + " \"x-1-of-2.safetensors\"}}",
            "{\"weight_map\": {\"a\": \"../../etc/passwd\"}}",
            "{\"weight_map\": {\"a\": {\"b\": 1}}}",
            "{\"weight_map\": []}",
            "[[[[[[[[",
            "{\"weight_map\": {\"a\": \"b\", \"a\": \"c\"}}",
            "")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] content) {
    FuzzedReader.check(content, ShardedFile::open);
  }
}
