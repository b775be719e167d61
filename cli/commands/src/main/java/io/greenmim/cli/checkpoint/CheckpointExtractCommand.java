package io.greenmim.cli.checkpoint;

import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.TensorFile;
import io.greenmim.train.config.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim checkpoint extract}: the tensors of any checkpoint as they are. */
@Command(
    name = "extract",
    sortOptions = false,
    description = {
      "Writes the tensors of a checkpoint to a safetensors file, with their names, types and bits.",
      "",
      "The checkpoint may be of any model."
    })
final class CheckpointExtractCommand implements Callable<Integer> {

  private static final String SAFETENSORS = ".safetensors";

  @Parameters(index = "0", paramLabel = "IN", description = CheckpointKind.DESCRIPTION)
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "FILE.safetensors.")
  private Path out;

  @Mixin private StateDictOption part;

  @Option(names = "--overwrite", description = "Replace OUT if it exists.")
  private boolean overwrite;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!out.toString().endsWith(SAFETENSORS)) {
      throw new ParameterException(
          spec.commandLine(), "OUT: expected FILE.safetensors, got " + out);
    }
    if (Files.exists(out) && (!overwrite || Files.isDirectory(out))) {
      throw new UserException(
          out + ": exists already; " + (overwrite ? "it is a folder" : "--overwrite replaces it"));
    }
    TensorFile file = part.open(in).file();
    SafeTensorsWriter.write(out, file.tensors(), Map.of());
    spec.commandLine().getOut().printf("%s tensors in %s%n", file.tensors().size(), out);
    return 0;
  }
}
