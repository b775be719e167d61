package io.greenmim.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Stages and blocks that names count, without gaps. */
final class StageIndex {

  private StageIndex() {}

  /**
   * Counts the blocks of each stage.
   *
   * @param names names
   * @param block pattern with the number of the stage and that of the block in it
   * @param file the file, for messages
   * @return the depths
   * @throws IOException if a stage or block is missing between others, or there is none
   */
  static List<Integer> depths(Collection<String> names, Pattern block, Path file)
      throws IOException {
    SortedMap<Integer, SortedSet<Integer>> blocks = new TreeMap<>();
    for (String name : names) {
      Matcher matcher = block.matcher(name);
      if (matcher.matches()) {
        blocks
            .computeIfAbsent(Integer.parseInt(matcher.group(1)), key -> new TreeSet<>())
            .add(Integer.parseInt(matcher.group(2)));
      }
    }
    if (blocks.isEmpty()) {
      throw new IOException(file + ": expected blocks of an encoder, got none");
    }
    checkRun(new TreeSet<>(blocks.keySet()), "stages", file);
    List<Integer> depths = new ArrayList<>();
    for (int stage = 0; stage < blocks.size(); stage++) {
      SortedSet<Integer> numbers = blocks.get(stage);
      checkRun(numbers, "blocks of stage " + stage, file);
      depths.add(numbers.size());
    }
    return depths;
  }

  /**
   * Counts blocks.
   *
   * @param names names
   * @param block pattern with the number of the block
   * @param what what is counted, for messages
   * @param file the file, for messages
   * @return their number
   * @throws IOException if a block is missing between others, or there is none
   */
  static int count(Collection<String> names, Pattern block, String what, Path file)
      throws IOException {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String name : names) {
      Matcher matcher = block.matcher(name);
      if (matcher.matches()) {
        numbers.add(Integer.parseInt(matcher.group(1)));
      }
    }
    if (numbers.isEmpty()) {
      throw new IOException("%s: expected %s, got none".formatted(file, what));
    }
    checkRun(numbers, what, file);
    return numbers.size();
  }

  private static void checkRun(SortedSet<Integer> numbers, String what, Path file)
      throws IOException {
    if (numbers.last() != numbers.size() - 1) {
      throw new IOException(
          "%s: expected the %s 0 to %s, got %s"
              .formatted(
                  file,
                  what,
                  numbers.last(),
                  numbers.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
  }
}
