package io.greenmim.cli;

import java.io.IOException;
import nu.pattern.OpenCV;

/**
 * The command line as it meets a disk that fills up: once native libraries are unpacked no file can
 * grow beyond a limit. The first argument is the limit in bytes, the others are the command's.
 */
public final class FullDisk {

  private FullDisk() {}

  /** Runs the command and ends the process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    OpenCV.loadLocally();
    String pid = Long.toString(ProcessHandle.current().pid());
    Process limit =
        new ProcessBuilder("prlimit", "--fsize=" + args[0], "--pid", pid).inheritIO().start();
    if (limit.waitFor() != 0) {
      throw new IOException("prlimit: exit code " + limit.exitValue());
    }
    String[] words = new String[args.length - 1];
    System.arraycopy(args, 1, words, 0, words.length);
    GreenMim.main(words);
  }
}
