package io.greenmim.train.device;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The name of this machine, for messages about who does what where. */
public final class HostName {

  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
  private static final List<String> VARIABLES = List.of("COMPUTERNAME", "HOSTNAME");

  private HostName() {}

  /**
   * Finds the name. The network is asked last: it may take its time, or know none.
   *
   * @return the name; {@code an unknown machine} if nobody knows one
   */
  public static String get() {
    String name = fromKernel();
    for (String variable : VARIABLES) {
      name = name.isEmpty() && System.getenv(variable) != null ? System.getenv(variable) : name;
    }
    return name.isBlank() ? fromNetwork() : name.strip();
  }

  private static String fromKernel() {
    try {
      return Files.isReadable(KERNEL) ? Files.readString(KERNEL).strip() : "";
    } catch (IOException e) {
      return ""; // There are other ways.
    }
  }

  private static String fromNetwork() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unknown machine";
    }
  }
}
