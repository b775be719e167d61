package io.greenmim.cli.search;

import io.greenmim.image.read.ImageLimits;
import io.greenmim.search.DuplicateGroup;
import io.greenmim.search.ImageIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim search duplicates}: the images of an index that are alike. */
@Command(
    name = "duplicates",
    sortOptions = false,
    description = {
      "Finds images of an index that are the same or nearly so: files of the same bytes, and images"
          + " whose features are near, such as copies in another size or quality.",
      "",
      "Prints a group in each paragraph: the least cosine that joined it, or 'same bytes', and the"
          + " names. Needs no model."
    })
final class SearchDuplicatesCommand implements Callable<Integer> {

  @Option(names = "--index", required = true, paramLabel = "DIR", description = "The index.")
  private Path folder;

  @Option(
      names = "--threshold",
      paramLabel = "COSINE",
      defaultValue = "0.99",
      description =
          "Least cosine of the angle between the features of two images that are alike, -1 to 1."
              + " Default: ${DEFAULT-VALUE}.")
  private double threshold;

  @Mixin private ResultOptions results;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    results.check();
    PrintWriter out = spec.commandLine().getOut();
    try (ImageIndex index = ImageIndex.open(folder)) {
      List<DuplicateGroup> groups = index.duplicates(threshold);
      for (DuplicateGroup group : groups) {
        out.println(
            group.sameBytes()
                ? "same bytes"
                : String.format(Locale.ROOT, "alike (%.4f)", group.cosine()));
        group.names().forEach(name -> out.println("  " + name));
      }
      out.printf(
          "%s groups of %s images among %s%n",
          groups.size(),
          groups.stream().mapToInt(group -> group.names().size()).sum(),
          index.size());
      out.flush();
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("threshold", threshold);
      values.put("images", index.size());
      values.put("groups", groups);
      results.write(values);
      if (results.sheet() != null && !groups.isEmpty()) {
        new ContactSheet(index.images(), ImageLimits.USUAL).alike(groups).write(results.sheet());
      }
    }
    return 0;
  }
}
