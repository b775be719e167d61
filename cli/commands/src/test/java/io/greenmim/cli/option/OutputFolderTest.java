package io.greenmim.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.cli.CommandProcess;
import io.greenmim.train.testing.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

  private static final int AT_ONCE = 8;

  @TempDir private Path folder;

  @Test
  void whoBeginsAtOnceGetsFoldersOfTheirOwn() throws Exception {
    CyclicBarrier begin = new CyclicBarrier(AT_ONCE);
    Callable<Path> claim =
        () -> {
          begin.await();
          return OutputFolder.next(folder, "nano").path();
        };
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    Set<Path> found = new HashSet<>();
    try {
      List<Future<Path>> claims = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        claims.add(threads.submit(claim));
      }
      for (Future<Path> path : claims) {
        found.add(path.get());
      }
    } finally {
      threads.shutdown();
    }
    Set<Path> expected = new HashSet<>();
    for (int number = 1; number <= AT_ONCE; number++) {
      expected.add(folder.resolve("nano-" + number));
    }
    assertEquals(expected, found);
  }

  @Test
  void aNewFolderWithoutContentsGoesAgain() throws IOException {
    Path empty;
    try (OutputFolder output = OutputFolder.next(folder, "nano")) {
      empty = output.path();
      assertTrue(Files.isDirectory(empty));
    }
    assertFalse(Files.exists(empty));
    try (OutputFolder output = OutputFolder.next(folder, "nano")) {
      Files.createFile(output.path().resolve("file"));
    }
    assertTrue(Files.exists(empty.resolve("file")));
    Path given = Files.createDirectory(folder.resolve("given"));
    OutputFolder.given(given).close();
    assertTrue(Files.exists(given), "a folder of the user's stays");
  }

  @Test
  void runsThatNameNoFolderDoNotMeet() throws Exception {
    Path data = folder.resolve("data");
    for (int i = 0; i < 2; i++) {
      TinyModelFolder.image(data.resolve(i + ".png"), 70, 80, i);
    }
    List<CommandProcess> runs = new ArrayList<>();
    for (String batch : List.of("1", "2", "3")) {
      runs.add(
          CommandProcess.start(
              folder,
              List.of(
                  "pretrain",
                  "--data=" + data,
                  "--model=swin_nano_patch4_window7_224",
                  "--image-size=64",
                  "--batch-size=" + batch,
                  "--epochs=1",
                  "--pictures=0",
                  "--device=cpu")));
    }
    List<Integer> codes = new ArrayList<>();
    for (CommandProcess run : runs) {
      codes.add(run.end());
    }
    assertEquals(List.of(0, 0, 1), codes, "the last one has more in a batch than there are images");
    Set<String> whole = new HashSet<>();
    for (int number = 1; number <= 3; number++) {
      Path run = folder.resolve("runs/swin_nano_patch4_window7_224-" + number);
      if (Files.exists(run)) {
        whole.add(Files.readString(run.resolve("state.json")));
      }
    }
    assertEquals(2, whole.size(), "two runs, and nothing of the one that failed");
  }
}
