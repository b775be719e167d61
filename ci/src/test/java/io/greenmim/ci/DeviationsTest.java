package io.greenmim.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the list of deviations names a test that there is. */
class DeviationsTest {

  private static final Path ROOT = Path.of(System.getProperty("greenmim.root"));
  private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+Test)`");
  private static final int CELLS = 5;

  private static List<String> complaints(List<String> lines, Set<String> tests) {
    List<String> complaints = new ArrayList<>();
    for (String line : lines) {
      if (!line.startsWith("| ") || line.startsWith("| what |") || line.startsWith("| ---")) {
        continue;
      }
      String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
      if (cells.length != CELLS) {
        complaints.add("expected %s cells, got %s: %s".formatted(CELLS, cells.length, line));
        continue;
      }
      Matcher name = NAME.matcher(cells[CELLS - 1]);
      int named = 0;
      while (name.find()) {
        named++;
        if (!tests.contains(name.group(1))) {
          complaints.add("no such test: " + name.group(1));
        }
      }
      if (named == 0) {
        complaints.add("no test is named:" + cells[0]);
      }
    }
    return complaints;
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().contains("/src/test/java/"))
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith("Test.java"))
          .map(file -> file.substring(0, file.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyDeviationNamesATestThatExists() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("docs/DEVIATIONS.md"));
    assertEquals(List.of(), complaints(lines, tests()));
    assertTrue(lines.stream().filter(line -> line.startsWith("| ")).count() > 20);
  }

  @Test
  void rowsWithoutTestsAreFound() {
    List<String> lines =
        List.of(
            "| what | there | here | why | test |",
            "| --- | --- | --- | --- | --- |",
            "| a | b | c | d | `GoodTest`, tests of more |",
            "| e | f | g | h | tests of `x` |",
            "| i | j | k | l | `GoneTest` |",
            "| m | n |");
    assertEquals(
        List.of(
            "no test is named: e ", "no such test: GoneTest", "expected 5 cells, got 2: | m | n |"),
        complaints(lines, Set.of("GoodTest")));
  }
}
