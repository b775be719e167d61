package io.greenmim.cli.machine;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import io.greenmim.bench.SingleDevice;
import io.greenmim.host.Processor;
import io.greenmim.ops.EngineInfo;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.MatrixProducts;
import io.greenmim.train.data.TurboJpeg;
import io.greenmim.train.device.LoadedAllocator;
import io.greenmim.train.device.MemorySizes;
import io.greenmim.train.device.NvidiaDriver;
import io.greenmim.train.device.NvidiaGpu;
import io.greenmim.verify.DeviceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code greenmim doctor}: one screen on the engine, the devices and the memory of this machine.
 */
@Command(
    name = "doctor",
    description =
        "Shows versions, native library, devices, precision support, threads, memory, allocator,"
            + " JPEG decoder and cache.",
    footer = {"", "Fails (exit code 1) if the engine cannot be loaded or cannot use its GPU."})
final class DoctorCommand implements Callable<Integer> {

  private static final double GIB = 1L << 30;

  @Option(
      names = "--check",
      paramLabel = "DEVICE",
      description =
          "Also compares what a device (cpu, gpu or gpu:1) computes with the processor's plain"
              + " operations: features, losses and gradients of the smallest model of each family,"
              + " in each precision. Fails (exit code 1) if one does not agree.")
  private String device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    EngineCheck check = EngineCheck.run();
    Processor processor = Processor.current();
    NvidiaDriver driver = NvidiaDriver.query();
    printVersions();
    printEngine(check.engine());
    print("cpu", processor.model() + ", " + processor.threads() + " threads");
    printGpus(driver, check.engine());
    printPrecision(processor, driver);
    printMemory(MemorySizes.current());
    printAllocator();
    printJpegDecoder();
    printCache();
    check.problem().ifPresent(problem -> print("problem", problem));
    boolean sound = check.problem().isEmpty() && (device == null || agrees());
    return sound ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private boolean agrees() throws InterruptedException {
    List<DeviceCheck.Row> rows = new ArrayList<>();
    new DeviceCheck(SingleDevice.parse(device))
        .run(
            row -> {
              rows.add(row);
              print("check", row.toLine());
              spec.commandLine().getOut().flush();
            });
    return rows.stream().allMatch(DeviceCheck.Row::passed);
  }

  private void printVersions() throws IOException {
    BuildVersion build = new BuildVersion();
    print("greenmim", build.project() + ", DJL " + Engine.getDjlVersion());
    print("java", property("java.version") + " (" + property("java.vendor") + ")");
    print("system", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
  }

  private void printEngine(Optional<EngineInfo> loaded) {
    if (loaded.isEmpty()) {
      print("engine", "not loaded");
      return;
    }
    EngineInfo engine = loaded.get();
    print("engine", "PyTorch " + engine.version() + (engine.cuda() ? ", CUDA" : ", CPU"));
    print("library", engine.library().toString());
    print(
        "threads",
        "%d in one operation, %d between operations",
        engine.intraOpThreads(),
        engine.interOpThreads());
  }

  private void printGpus(NvidiaDriver driver, Optional<EngineInfo> engine) {
    if (driver.gpus().isEmpty()) {
      print("gpu", "none found: " + driver.reason());
      return;
    }
    boolean idle = engine.isPresent() && !engine.get().cuda();
    for (NvidiaGpu gpu : driver.gpus()) {
      print(
          "gpu:" + gpu.index(),
          "%s, %.1f GiB (%.1f free), compute capability %s, driver %s%s",
          gpu.name(),
          gpu.totalMemory() / GIB,
          gpu.freeMemory() / GIB,
          gpu.computeCapability(),
          gpu.driverVersion(),
          idle ? "; not used, the engine's library is for the CPU" : "");
    }
  }

  private void printPrecision(Processor processor, NvidiaDriver driver) {
    StringBuilder line = new StringBuilder("fp32; bf16 in hardware: cpu ");
    line.append(yes(processor.bf16Features()));
    for (NvidiaGpu gpu : driver.gpus()) {
      line.append(", gpu:").append(gpu.index()).append(gpu.hasBf16() ? " yes" : " no");
    }
    line.append("; int8 in hardware: cpu ").append(yes(processor.int8Features()));
    print("precision", line.toString());
    // TF32 came with the same GPUs as bf16.
    if (driver.gpus().stream().anyMatch(NvidiaGpu::hasBf16)) {
      print("tf32", "%s", Tf32.of(System.getenv()).text());
    }
    boolean oneDnn = MatrixProducts.float32(processor) == MatrixProducts.FLOAT32_ONEDNN;
    print(
        "products",
        "large ones in fp32 by %s on the cpu%s",
        oneDnn ? "oneDNN" : "the engine's usual library",
        processor.tellsCaches() ? "" : "; its caches are hidden, which oneDNN suffers from");
    print(
        "inference",
        Stream.of(InferencePrecision.values())
            .filter(precision -> precision.supportedBy(processor))
            .map(InferencePrecision::toString)
            .collect(Collectors.joining(", ", "--precision ", " on the cpu")));
  }

  private static String yes(Set<String> features) {
    return features.isEmpty() ? "no" : "yes (" + String.join(", ", new TreeSet<>(features)) + ")";
  }

  private void printMemory(MemorySizes memory) {
    print(
        "memory",
        "%.1f GiB (%.1f available), Java heap at most %.1f GiB",
        memory.physical() / GIB,
        memory.available() / GIB,
        memory.heapLimit() / GIB);
  }

  private void printAllocator() throws IOException {
    print(
        "allocator",
        LoadedAllocator.find()
            .map(Path::toString)
            .orElse("the C library's; training takes less memory with tcmalloc, see README.md"));
  }

  private void printJpegDecoder() {
    print(
        "jpeg",
        TurboJpeg.find()
            .map(library -> library.file().toString())
            .orElse("OpenCV's; TurboJPEG decodes in half the time, see README.md"));
  }

  private void printCache() throws IOException {
    Path models = Utils.getCacheDir().toAbsolutePath();
    Path engines = Utils.getEngineCacheDir().toAbsolutePath();
    Path existing = models;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    print(
        "cache", "%s (%.1f GiB free)", models, Files.getFileStore(existing).getUsableSpace() / GIB);
    if (!engines.equals(models)) {
      print("", "%s for native libraries", engines);
    }
    print(
        "network",
        Utils.isOfflineMode() ? "not used (DJL_OFFLINE)" : "used when a file is missing");
  }

  private static String property(String key) {
    return System.getProperty(key);
  }

  private void print(String label, String format, Object... values) {
    String text = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    spec.commandLine().getOut().printf(Locale.ROOT, "%-10s  %s%n", label, text);
  }
}
