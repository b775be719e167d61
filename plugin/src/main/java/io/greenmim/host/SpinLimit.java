package io.greenmim.host;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long threads of the engine spin before they sleep.
 *
 * <p>A thread of GNU's OpenMP runtime that waits for another spins for some ten milliseconds.
 * Beside other programs, or other threads of the same one, the thread that it waits for is then
 * kept from running: a prediction was seen to take ten times as long. The runtime reads the limit
 * from the environment when it is loaded, and Java cannot change the environment, so the C library
 * is called. Whoever has set {@code GOMP_SPINCOUNT} or {@code OMP_WAIT_POLICY} has decided already.
 */
public final class SpinLimit {

  /** Name of the variable. */
  public static final String VARIABLE = "GOMP_SPINCOUNT";

  /** The limit: long enough for threads that run at the same time. */
  static final String LIMIT = "2000";

  private static final String POLICY = "OMP_WAIT_POLICY";
  private static final Path MAPPED = Path.of("/proc/self/maps");

  /** The environment of the process as native code sees it. */
  @FunctionalInterface
  interface Setter {

    /** Sets a variable that is not set. */
    void set(String name, String value);
  }

  private SpinLimit() {}

  /**
   * Sets the limit, unless it was decided already or the runtime is loaded.
   *
   * @return what was done, or why nothing could be; empty where there was nothing to do
   */
  public static Optional<Notice> lower() {
    boolean isLinux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
    return isLinux ? lower(System.getenv(), MAPPED, SpinLimit::setenv) : Optional.empty();
  }

  static Optional<Notice> lower(Map<String, String> environment, Path mapped, Setter setter) {
    if (environment.containsKey(VARIABLE) || environment.containsKey(POLICY)) {
      return Optional.empty();
    }
    try {
      // Names of files may be in any encoding.
      if (Files.readString(mapped, StandardCharsets.ISO_8859_1).contains("/libgomp")) {
        return Optional.of(notLowered("the engine is loaded already"));
      }
      setter.set(VARIABLE, LIMIT);
    } catch (IOException | LinkageError | IllegalArgumentException e) {
      return Optional.of(notLowered(e.toString().lines().findFirst().orElse("")));
    }
    return Optional.of(
        new Notice(
            false,
            "%s=%s is set for the engine; start Java with %s or %s to decide otherwise"
                .formatted(VARIABLE, LIMIT, VARIABLE, POLICY)));
  }

  private static Notice notLowered(String reason) {
    return new Notice(
        true,
        ("the engine's threads spin while they wait, which takes long beside other work; start Java"
                + " with %s=%s (it could not be set: %s)")
            .formatted(VARIABLE, LIMIT, reason));
  }

  private static void setenv(String name, String value) {
    Object[] arguments = {name, value, 0};
    int failed = NativeLibrary.getProcess().getFunction("setenv").invokeInt(arguments);
    if (failed != 0) {
      throw new IllegalArgumentException("setenv failed");
    }
  }
}
