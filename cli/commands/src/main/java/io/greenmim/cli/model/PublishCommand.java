package io.greenmim.cli.model;

import io.greenmim.train.config.UserException;
import io.greenmim.weights.ConfigFile;
import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.PublishedModel;
import io.greenmim.zoo.ZooPublisher;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim publish}: puts a model into a zoo. */
@Command(
    name = "publish",
    sortOptions = false,
    description = {
      "Publishes the model of a run into a zoo, a folder that DJL loads models from.",
      "",
      "It loads from the folder, from a web server that serves the folder, and by its greenmim://"
          + " address. A new version is added beside the older ones."
    })
final class PublishCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "Folder of a run or a model.")
  private Path run;

  @Option(
      names = "--zoo",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the zoo; made if need be.")
  private Path zoo;

  @Option(
      names = "--artifact",
      paramLabel = "ID",
      description = "Id of the model in the zoo. Default: its variant's name and _mim.")
  private String artifact;

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      defaultValue = PublishRequest.FIRST_VERSION,
      description = "Version of the model. Default: ${DEFAULT-VALUE}.")
  private String version;

  @Option(
      names = "--license",
      paramLabel = "LICENSE",
      description = "SPDX id such as Apache-2.0, or NAME=URL. Default: none is stated.")
  private String license;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      description = "What the model is, one line. Default: made of its configuration.")
  private String description;

  @Option(
      names = "--half",
      description =
          "Store the weights in half precision, a decoder's in a file of their own: half as large,"
              + " computed in float32 as before. Default: as they are.")
  private boolean half;

  @Option(
      names = "--notes",
      paramLabel = "FILE",
      description = "Markdown that the model card ends with, such as what the images were.")
  private Path notes;

  @Option(names = "--overwrite", description = "Replace a model of the same id and version.")
  private boolean overwrite;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PublishRequest request = request();
    if (!Files.exists(run.resolve(ConfigFile.NAME))) {
      throw new UserException(
          "%s: expected the folder of a run or a model, found no %s in it"
              .formatted(run, ConfigFile.NAME));
    }
    PublishedModel model = publish(request);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("published %s %s in %s%n", model.artifactId(), model.version(), model.folder());
    out.printf("load it with Criteria.optModelUrls(\"%s\")%n", model.address());
    return 0;
  }

  private PublishedModel publish(PublishRequest request) throws IOException {
    try {
      return new ZooPublisher(zoo).publish(run, request);
    } catch (IllegalArgumentException e) {
      if (e.getMessage().startsWith("artifact:")) {
        throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
      }
      throw e;
    }
  }

  private PublishRequest request() throws IOException {
    String card = notes == null ? "" : Files.readString(notes);
    try {
      ModelLicense stated = license == null ? ModelLicense.UNSTATED : ModelLicense.parse(license);
      return new PublishRequest(artifact, version, stated, description, overwrite, half, card);
    } catch (IllegalArgumentException e) {
      // The message begins with what is wrong; --version is taken by the command line itself.
      String prefix = e.getMessage().startsWith("version:") ? "--model-" : "--";
      throw new ParameterException(spec.commandLine(), prefix + e.getMessage(), e);
    }
  }
}
