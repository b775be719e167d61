package io.greenmim.train.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What NVIDIA's driver says about the GPUs of this machine.
 *
 * @param gpus the GPUs, in the driver's order
 * @param reason why there is none, one line; empty if there is one
 */
public record NvidiaDriver(List<NvidiaGpu> gpus, String reason) {

  private static final long TIMEOUT_SECONDS = 20;

  /** Keeps an immutable copy of the list. */
  public NvidiaDriver {
    gpus = List.copyOf(gpus);
  }

  /**
   * Asks the driver through {@code nvidia-smi}.
   *
   * @return the GPUs, or the reason why there is none
   * @throws IOException if the answer cannot be read
   * @throws InterruptedException if the thread is interrupted while it waits for the answer
   */
  public static NvidiaDriver query() throws IOException, InterruptedException {
    return query("nvidia-smi");
  }

  /**
   * Asks a given program.
   *
   * @param program the name or path of {@code nvidia-smi}
   * @return the GPUs, or the reason why there is none
   * @throws IOException if the answer cannot be read
   * @throws InterruptedException if the thread is interrupted while it waits for the answer
   */
  static NvidiaDriver query(String program) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  program, "--query-gpu=" + NvidiaGpu.QUERY, "--format=csv,noheader,nounits")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return none("no NVIDIA driver (" + program + " cannot be run)");
    }
    // A line a GPU fits the pipe's buffer, so the program ends without being read from.
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return none(program + " gave no answer within " + TIMEOUT_SECONDS + " s");
    }
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return answer(program, process.exitValue(), text);
    }
  }

  private static NvidiaDriver answer(String program, int exitCode, String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (exitCode != 0) {
      String said = lines.isEmpty() ? "exit code " + exitCode : lines.get(0).strip();
      return none(program + " failed: " + said);
    }
    if (lines.isEmpty()) {
      return none(program + " lists no GPU");
    }
    return new NvidiaDriver(lines.stream().map(NvidiaGpu::parse).toList(), "");
  }

  private static NvidiaDriver none(String reason) {
    return new NvidiaDriver(List.of(), reason);
  }
}
