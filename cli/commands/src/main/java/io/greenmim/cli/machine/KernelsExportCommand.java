package io.greenmim.cli.machine;

import io.greenmim.backbone.Backbones;
import io.greenmim.detect.ops.DetectionKernels;
import io.greenmim.ops.KernelArchive;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.MatrixProducts;
import io.greenmim.tensors.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim kernels export}: TorchScript archives for anyone's PyTorch. */
@Command(
    name = "export",
    sortOptions = false,
    description = {
      "Writes the functions as TorchScript archives, one for each part of the program,"
          + " precision and normalisation constant.",
      "",
      "Any PyTorch loads them by torch.jit.load, on any device."
    })
final class KernelsExportCommand implements Callable<Integer> {

  private static final double[] EPS = {1e-6, 1e-5};

  /** Those that any device computes with. */
  private static final List<MatrixProducts> PRODUCTS =
      List.of(MatrixProducts.FLOAT32, MatrixProducts.BFLOAT16);

  @Parameters(paramLabel = "DIR", description = "Folder of the archives; made if need be.")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    for (KernelSource source : sources()) {
      for (MatrixProducts products : PRODUCTS) {
        for (double eps : EPS) {
          String name =
              String.format(
                  Locale.ROOT,
                  "%s-%s-eps%.0e.pt",
                  source.name(),
                  products.half() ? "bf16" : "fp32",
                  eps);
          Path file = folder.resolve(name);
          byte[] archive = KernelArchive.of(source, products, eps);
          AtomicFiles.replace(file, part -> Files.write(part, archive));
          spec.commandLine().getOut().println(file);
        }
      }
    }
    return 0;
  }

  private static List<KernelSource> sources() {
    return Stream.of(
            Stream.of(KernelSource.COMMON),
            Backbones.families().stream().flatMap(family -> family.kernels().stream()),
            Stream.of(DetectionKernels.SOURCE))
        .flatMap(part -> part)
        .distinct()
        .toList();
  }
}
