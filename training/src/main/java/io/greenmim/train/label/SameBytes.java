package io.greenmim.train.label;

import io.greenmim.train.config.Interruption;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Images whose files hold the same bytes. Files of a length of their own are not opened, of others
 * the beginnings are compared, and the rest where these are the same.
 *
 * @param leaked images to validate on that are trained on too, by name
 * @param contradicting pairs of two classes
 */
record SameBytes(List<SharedImages.Pair> leaked, List<SharedImages.Pair> contradicting) {

  private static final int BEGINNING = 4096;
  private static final int BUFFER = 1 << 16;

  /** Compares all images with each other. */
  static SameBytes of(List<LabelledImage> train, List<LabelledImage> validation)
      throws IOException {
    Set<LabelledImage> held = new HashSet<>(validation);
    List<LabelledImage> all = new ArrayList<>(train);
    all.addAll(validation);
    Map<Object, List<LabelledImage>> byLength = new HashMap<>();
    all.forEach(
        image -> byLength.computeIfAbsent(image.bytes(), key -> new ArrayList<>()).add(image));
    List<SharedImages.Pair> leaked = new ArrayList<>();
    List<SharedImages.Pair> contradicting = new ArrayList<>();
    for (List<LabelledImage> ofLength : byLength.values()) {
      for (List<LabelledImage> beginSame : groups(ofLength, BEGINNING)) {
        boolean whole = beginSame.get(0).bytes() <= BEGINNING;
        for (List<LabelledImage> same :
            whole ? List.of(beginSame) : groups(beginSame, Long.MAX_VALUE)) {
          compare(same, held, leaked, contradicting);
        }
      }
    }
    Comparator<SharedImages.Pair> byName = Comparator.comparing(pair -> pair.first().name());
    leaked.sort(byName);
    contradicting.sort(byName);
    return new SameBytes(leaked, contradicting);
  }

  /** Images of a group are the same: the first to train on is named with each other. */
  private static void compare(
      List<LabelledImage> same,
      Set<LabelledImage> held,
      List<SharedImages.Pair> leaked,
      List<SharedImages.Pair> contradicting) {
    Optional<LabelledImage> trained =
        same.stream().filter(image -> !held.contains(image)).findFirst();
    for (LabelledImage image : same) {
      if (trained.isPresent() && held.contains(image)) {
        leaked.add(new SharedImages.Pair(image, trained.get(), true));
      }
      if (image.label() != same.get(0).label()) {
        contradicting.add(new SharedImages.Pair(same.get(0), image, true));
      }
    }
  }

  /** Groups of at least two images whose files begin with the same bytes. */
  private static List<List<LabelledImage>> groups(List<LabelledImage> images, long most)
      throws IOException {
    if (images.size() < 2) {
      return List.of();
    }
    Map<String, List<LabelledImage>> groups = new HashMap<>();
    for (LabelledImage image : images) {
      Interruption.checkIo();
      Optional<String> digest = digest(image, most);
      digest.ifPresent(value -> groups.computeIfAbsent(value, key -> new ArrayList<>()).add(image));
    }
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  /** Nothing for a file that cannot be read. */
  private static Optional<String> digest(LabelledImage image, long most) throws IOException {
    try (InputStream in = Files.newInputStream(image.path())) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      long left = most;
      int read = in.read(buffer, 0, (int) Math.min(left, BUFFER));
      while (read > 0) {
        digest.update(buffer, 0, read);
        left -= read;
        read = in.read(buffer, 0, (int) Math.min(left, BUFFER));
      }
      return Optional.of(HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
