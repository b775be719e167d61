package io.greenmim.train.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * A data set, sample by sample, in a fixed order: an image with what is known of it, say. Read by
 * several threads at once.
 *
 * @param <S> what a sample is once it is read and augmented
 */
public interface Samples<S> {

  /**
   * Returns the number of samples.
   *
   * @return the number, at least 1
   */
  int size();

  /**
   * Names a sample, for messages and for the lists of what a run began with and could not read.
   *
   * @param index place in the data set, from 0
   * @return a name that no other sample has
   */
  String name(int index);

  /**
   * Returns a number that changes with a sample.
   *
   * @param index place in the data set, from 0
   * @return the size of its file, say; 0 where names tell enough
   */
  default long mark(int index) {
    return 0;
  }

  /**
   * Says what a sample is whose mark has changed.
   *
   * @return end of a sentence
   */
  default String otherMark() {
    return "of another size";
  }

  /**
   * Identifies the data set, so that a run goes on with the data that it began with.
   *
   * @return a SHA-256 digest as 64 hexadecimal digits; without another definition that of names and
   *     marks, in order
   * @throws IOException if it takes a file that cannot be read
   */
  default String digest() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    for (int i = 0; i < size(); i++) {
      // No name holds NUL, so no two different lists give the same bytes.
      digest.update((name(i) + '\0' + mark(i) + '\n').getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Returns where the samples are.
   *
   * @return a folder, for the user
   */
  Path place();

  /**
   * Says where the samples are, for the message that none can be read.
   *
   * @return part of a sentence, such as {@code under photos}
   */
  default String where() {
    return "under " + place();
  }

  /**
   * Returns what was left out before anything was read.
   *
   * @return names, which no sample has, and reasons
   */
  default Map<String, String> unreachable() {
    return Map.of();
  }

  /**
   * Reads and augments a sample. What is random in it follows from the arguments alone.
   *
   * @param index place in the data set, from 0
   * @param epoch the epoch that it is read for, from 0
   * @param draw tells it from the other samples of the epoch, see {@link EpochOrder.Slot}
   * @return the sample
   * @throws UnreadableImageException if its file is no whole image; another sample is taken then
   * @throws IOException if the thread was interrupted while it read
   */
  S read(int index, int epoch, int draw) throws IOException;
}
