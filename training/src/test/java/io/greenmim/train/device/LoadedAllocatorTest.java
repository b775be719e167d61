package io.greenmim.train.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadedAllocatorTest {

  private static final String C_LIBRARY =
      "7f40a6c22000-7f40a6c48000 r--p 00000000 fe:00 41 /usr/lib/x86_64-linux-gnu/libc.so.6";
  private static final String HEAP = "5581d3a2e000-5581d3a4f000 rw-p 00000000 00:00 0 [heap]";
  private static final String ANONYMOUS = "7f40a6a00000-7f40a6c00000 rw-p 00000000 00:00 0";

  private static String mapped(String file) {
    return "7f40a6e00000-7f40a6e26000 r-xp 00001000 fe:00 42 " + file;
  }

  @Test
  void findsAllocatorsByTheirFiles() {
    for (String file :
        List.of(
            "/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4.5.10",
            "/usr/lib64/libjemalloc.so.2",
            "/opt/with space/libmimalloc.so")) {
      assertEquals(
          Optional.of(Path.of(file)),
          LoadedAllocator.find(List.of(HEAP, ANONYMOUS, C_LIBRARY, mapped(file))));
    }
  }

  @Test
  void takesNothingElseForAnAllocator() {
    List<String> others =
        List.of(HEAP, ANONYMOUS, C_LIBRARY, mapped("/srv/libjemalloc.so/model.bin"));
    assertEquals(Optional.empty(), LoadedAllocator.find(others));
  }
}
