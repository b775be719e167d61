package io.greenmim.cli.model;

import io.greenmim.catalogue.CheckpointCache;
import io.greenmim.train.config.UserException;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.zoo.ListedModel;
import io.greenmim.zoo.ZooCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim import}: takes a published checkpoint that the user has already. */
@Command(
    name = "import",
    sortOptions = false,
    description = {
      "Takes a published checkpoint that you have already.",
      "",
      "It is checked, converted and kept as if it had been fetched; FILE stays as it is. Afterwards"
          + " the model loads by its id, without the network."
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The checkpoint, of any name.")
  private Path file;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "ARTIFACT",
      description = "Id of the model that it is; 'greenmim zoo list' lists them.")
  private String artifact;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserException(file + ": expected a file, found none");
    }
    ListedModel model = ZooCatalog.configured().find(artifact);
    CheckpointCache cache =
        model
            .checkpoint()
            .orElseThrow(
                () ->
                    new UserException(
                        "--as %s: expected a published checkpoint, got a model without one; see"
                                .formatted(artifact)
                            + " 'greenmim zoo list'"));
    boolean made = cache.adopt(file, new LoadingProgress(spec.commandLine().getErr()));
    spec.commandLine()
        .getOut()
        .printf(
            "%s is %s %s%nload it with Criteria.optModelUrls(\"greenmim://%s\")%n",
            artifact, made ? "now in" : "already in", cache.folder(), artifact);
    return 0;
  }
}
