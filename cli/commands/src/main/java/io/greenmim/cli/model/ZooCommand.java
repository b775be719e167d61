package io.greenmim.cli.model;

import io.greenmim.catalogue.CheckpointCache;
import io.greenmim.catalogue.PublishedCheckpoint;
import io.greenmim.zoo.ListedModel;
import io.greenmim.zoo.ZooCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code greenmim zoo}: the models that can be loaded by their id. */
@Command(
    name = "zoo",
    description = {
      "Shows the models that can be loaded by their id.",
      "",
      "They are those of the zoos that GREENMIM_ZOO names, published checkpoints,"
          + " architectures without weights, and small models with trained weights in the jar."
    })
final class ZooCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Refuses to run without a subcommand. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected list or show");
  }

  @Command(name = "list", description = "Lists the models, one a line.")
  int list() throws IOException {
    List<ListedModel> models = ZooCatalog.configured().list();
    PrintWriter out = spec.commandLine().getOut();
    String row = "%-" + width(models) + "s  %10s  %-10s  %7s  %-12s  %s%n";
    out.printf(Locale.ROOT, row, "ID", "PARAMETERS", "METHOD", "CLASSES", "LICENCE", "WEIGHTS");
    for (ListedModel model : models) {
      Map<String, String> properties = model.artifact().getProperties();
      out.printf(
          Locale.ROOT,
          row,
          model.id(),
          model.parameters().isPresent() ? millions(model.parameters().getAsLong()) : "-",
          properties.getOrDefault("method", "-"),
          properties.getOrDefault("classes", "-").replaceAll("^0$", "-"),
          licences(model),
          place(model));
    }
    out.flush();
    return 0;
  }

  private static int width(List<ListedModel> models) {
    return models.stream().mapToInt(model -> model.id().length()).max().orElse(2);
  }

  @Command(name = "show", description = "Shows all facts of models.")
  int show(
      @Parameters(
              paramLabel = "ARTIFACT",
              arity = "0..*",
              description = "Ids of models. Default: all.")
          List<String> ids)
      throws IOException {
    ZooCatalog zoo = ZooCatalog.configured();
    PrintWriter out = spec.commandLine().getOut();
    if (ids == null) {
      zoo.list().forEach(model -> print(model, out));
    } else {
      for (String id : ids) {
        print(zoo.find(id), out);
      }
    }
    out.flush();
    return 0;
  }

  private static void print(ListedModel model, PrintWriter out) {
    out.println(model.id());
    fact(out, "name", model.artifact().getMetadata().getName());
    fact(out, "about", model.artifact().getMetadata().getDescription());
    fact(out, "version", versions(model));
    fact(out, "application", model.artifact().getMetadata().getApplication().getPath());
    model
        .parameters()
        .ifPresent(count -> fact(out, "parameters", String.format(Locale.ROOT, "%,d", count)));
    model.artifact().getProperties().forEach((key, value) -> fact(out, key, value));
    model
        .licenses()
        .values()
        .forEach(license -> fact(out, "licence", license.getName() + ", " + license.getUrl()));
    model.checkpoint().ifPresent(cache -> print(cache, out));
    fact(out, "weights", place(model));
    if (model.weights() != ListedModel.Weights.RANDOM) {
      fact(out, "folder", model.folder().toString());
    }
    fact(out, "load with", "Criteria.optModelUrls(\"greenmim://" + model.id() + "\")");
    out.println();
  }

  /** The newest version, which is shown, and the others. */
  private static String versions(ListedModel model) {
    List<String> others =
        model.artifact().getMetadata().getArtifacts().stream()
            .skip(1)
            .map(
                older ->
                    "false".equals(older.getProperties().get("pretrained"))
                        ? older.getVersion() + " (random)"
                        : older.getVersion())
            .toList();
    String newest = model.artifact().getVersion();
    return others.isEmpty() ? newest : newest + "; also " + String.join(", ", others);
  }

  private static void print(CheckpointCache cache, PrintWriter out) {
    PublishedCheckpoint.Original original = cache.checkpoint().original();
    fact(out, "source", original.page());
    boolean direct = original.access() == PublishedCheckpoint.Access.DIRECT;
    fact(out, direct ? "file" : "by hand from", original.url());
    fact(
        out,
        "file name",
        "%s, %s%s"
            .formatted(
                original.file(),
                original.bytesExact() ? "" : "about ",
                megabytes(original.bytes())));
    if (original.digest() != null) {
      fact(out, original.digest().algorithm(), original.digest().hex());
    }
    PublishedCheckpoint checkpoint = cache.checkpoint();
    fact(
        out,
        "read as",
        "%s, merge order %s"
            .formatted(
                checkpoint.layoutTitle(),
                checkpoint.conversion().mergeOrder().name().toLowerCase(Locale.ROOT)));
    if (checkpoint.training() != null) {
      fact(out, "recipe", checkpoint.training().recipe());
    }
    if (checkpoint.labels() != null) {
      fact(out, "class names", "mlrepo/" + checkpoint.labels().names() + " (class path)");
    }
    fact(out, "licence text", "mlrepo/" + checkpoint.licenseFile() + " (class path)");
  }

  private static void fact(PrintWriter out, String label, String value) {
    out.printf("  %-12s  %s%n", label, value);
  }

  private static String licences(ListedModel model) {
    return model.licenses().isEmpty()
        ? "-"
        : String.join(
            ", ", model.licenses().values().stream().map(license -> license.getName()).toList());
  }

  private static String place(ListedModel model) {
    return switch (model.weights()) {
      case RANDOM -> "random";
      case INCLUDED -> "in the jar, " + megabytes(model.bytes());
      case HERE -> "cached, " + megabytes(model.bytes());
      case TO_FETCH -> "fetched when loaded";
      case BY_HAND -> "to be downloaded by hand";
    };
  }

  private static String millions(long count) {
    return String.format(Locale.ROOT, "%.1f M", count / 1e6);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
