package io.greenmim.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFolderTest {

  @TempDir private Path temporary;

  private Path folder;
  private Path mounts;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(temporary.toRealPath().resolve("a b/tmp"));
    mounts = temporary.resolve("mounts");
  }

  private Optional<String> fault(String... lines) throws IOException {
    Files.writeString(mounts, String.join("\n", lines) + "\n");
    return new LibraryFolder("folder", folder, "take another").fault(mounts);
  }

  private String mount(Path where, String options) {
    return "tmpfs " + where.toString().replace(" ", "\\040") + " tmpfs " + options + " 0 0";
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    Path missing = folder.resolve("missing");
    assertEquals(
        Optional.of("folder: expected a folder, found none at " + missing + "; take another"),
        new LibraryFolder("folder", missing, "take another").fault(mounts));
  }

  @Test
  void aFileSystemWithoutExecutionIsNamed() throws IOException {
    assertEquals(
        Optional.of(
            "folder: expected one whose files may be executed, found "
                + folder
                + ", which is mounted with noexec; take another"),
        fault(mount(Path.of("/"), "rw,relatime"), mount(folder.getParent(), "rw,nosuid,noexec")));
  }

  @Test
  void theFileSystemThatTheFolderIsOnCounts() throws IOException {
    String root = mount(Path.of("/"), "rw,noexec");
    assertTrue(fault(root).isPresent());
    assertEquals(Optional.empty(), fault(root, mount(folder, "rw")), "a deeper one");
    assertEquals(Optional.empty(), fault(mount(folder, "rw"), root), "in any order");
    String beside = mount(Path.of(folder + "2"), "rw");
    assertTrue(fault(root, beside).isPresent(), "one of a name that begins alike");
    String first = mount(folder, "rw,noexec");
    assertEquals(Optional.empty(), fault(first, mount(folder, "rw")), "the later hides the first");
    assertEquals(Optional.empty(), fault("rubbish", ""), "nothing is known");
  }

  @Test
  void whereNoMountsAreListedNothingIsWrong() {
    Path none = temporary.resolve("none");
    assertEquals(Optional.empty(), new LibraryFolder("folder", folder, "take another").fault(none));
    assertEquals(Optional.empty(), LibraryFolder.temporary().fault(none));
  }

  @Test
  void theEnginesFolderNeedNotExist() {
    Path made = folder.resolve("cache/pytorch");
    assertEquals(folder, LibraryFolder.ofEngine(made).path());
    assertEquals(Optional.empty(), LibraryFolder.ofEngine(made).fault(mounts));
  }
}
