package io.greenmim.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpinLimitTest {

  @TempDir private Path folder;

  private final List<String> set = new ArrayList<>();

  private Optional<Notice> lower(Map<String, String> environment, String mapped)
      throws IOException {
    Path file = Files.writeString(folder.resolve("maps"), mapped);
    return SpinLimit.lower(environment, file, (name, value) -> set.add(name + "=" + value));
  }

  @Test
  void theLimitIsSetBeforeTheRuntimeIsLoaded() throws IOException {
    Notice notice =
        lower(Map.of("PATH", "/bin"), "7f0-7f1 r-xp /usr/lib/libc.so.6\n").orElseThrow();
    assertEquals(List.of("GOMP_SPINCOUNT=2000"), set);
    assertFalse(notice.isWarning());
    assertTrue(notice.text().startsWith("GOMP_SPINCOUNT=2000 is set"), notice.text());
  }

  @Test
  void whatWasDecidedStays() throws IOException {
    for (String name : List.of("GOMP_SPINCOUNT", "OMP_WAIT_POLICY")) {
      assertEquals(Optional.empty(), lower(Map.of(name, "ACTIVE"), "/lib/libgomp-98.so.1"));
    }
    assertEquals(List.of(), set);
  }

  @Test
  void afterTheRuntimeIsLoadedTheRemedyIsTold() throws IOException {
    Notice notice = lower(Map.of(), "7f0-7f1 r-xp /cache/libgomp-98b21ff3.so.1\n").orElseThrow();
    assertEquals(List.of(), set);
    assertTrue(notice.isWarning());
    assertTrue(
        notice
            .text()
            .endsWith(
                "start Java with GOMP_SPINCOUNT=2000 (it could not be set: the engine is loaded"
                    + " already)"),
        notice.text());
  }

  @Test
  void withoutTheNativeCallTheRemedyIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("maps"), "");
    Notice notice =
        SpinLimit.lower(
                Map.of(),
                file,
                (name, value) -> {
                  throw new NoClassDefFoundError("com/sun/jna/NativeLibrary");
                })
            .orElseThrow();
    assertTrue(notice.isWarning());
    assertTrue(notice.text().contains("com/sun/jna/NativeLibrary"), notice.text());
    assertFalse(notice.text().contains("\n"), notice.text());
  }
}
