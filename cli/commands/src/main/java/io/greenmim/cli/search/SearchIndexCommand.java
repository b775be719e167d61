package io.greenmim.cli.search;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.InferenceOptions;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.Checks;
import io.greenmim.search.FolderUpdate;
import io.greenmim.search.ImageIndexWriter;
import io.greenmim.search.VectorSpace;
import io.greenmim.train.data.ImageFile;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.Reasons;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.translate.ModelArguments;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim search index}: brings an index to the state of a folder of images. */
@Command(
    name = "index",
    sortOptions = false,
    description = {
      "Indexes a folder of images by their pooled features, as 'features' gives them.",
      "",
      "Called again it looks for images that are new, changed or gone, and for what an earlier call"
          + " left undone: it keeps what it has every 30 seconds, whatever ends it. Images that"
          + " cannot be read are skipped and named, and not tried again until they change."
    })
final class SearchIndexCommand implements Callable<Integer> {

  private static final long TOLD = Duration.ofSeconds(10).toNanos();

  @Mixin private InferenceOptions inference;

  @Option(
      names = "--index",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the index; made if need be.")
  private Path index;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      description = "Images of a pass. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Spec private CommandSpec spec;

  private long told;

  @Override
  public Integer call()
      throws IOException, InterruptedException, ModelException, TranslateException {
    Checks.atLeast("batchSize", batchSize, 1);
    Path images = inference.images();
    Checks.that(
        Files.isDirectory(images) || !Files.exists(images),
        "images: expected a folder, got the file %s",
        images);
    PrintWriter err = spec.commandLine().getErr();
    long began = System.nanoTime();
    Map<String, String> encoderAlone = Map.of(ModelArguments.HEAD, "false");
    try (FolderPredictor<float[]> predictor =
            inference.open(float[].class, batchSize, encoderAlone, err);
        ImageIndexWriter writer =
            ImageIndexWriter.open(
                index, images, VectorSpace.of(lasting(inference.model()), predictor.model()))) {
      FolderUpdate update = new FolderUpdate(writer, images);
      fill(update, predictor, err);
      writer.finish();
      SettingOptions.tell(spec, Reasons.first("skipped", writer.unreadable(), ""));
      FolderUpdate.Changes done = update.changes();
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %s images, %s of them new or changed (%s changed), %s gone, %s skipped; %s s%n",
              index,
              writer.images().size() - writer.unreadable().size(),
              done.put(),
              done.changed(),
              done.removed(),
              writer.unreadable().size(),
              (System.nanoTime() - began) / 1_000_000_000);
    }
    return 0;
  }

  /** Computes the vectors that the index lacks. */
  private void fill(FolderUpdate update, FolderPredictor<float[]> predictor, PrintWriter err)
      throws IOException, InterruptedException, TranslateException {
    ImageList all = predictor.images();
    List<String> missing = update.missing(all.files().stream().map(ImageFile::name).toList());
    if (missing.isEmpty()) {
      return;
    }
    Map<String, ImageFile> files = new HashMap<>();
    all.files().forEach(file -> files.put(file.name(), file));
    ImageList some = new ImageList(all.root(), missing.stream().map(files::get).toList());
    told = System.nanoTime();
    int[] count = {0};
    FolderPredictor.Outcome outcome =
        predictor.run(
            some,
            (name, feature) -> {
              update.put(name, feature);
              count[0]++;
              if (System.nanoTime() - told > TOLD) {
                told = System.nanoTime();
                err.println("%s of %s images".formatted(count[0], some.size()));
                err.flush();
              }
            });
    for (Map.Entry<String, String> skipped : outcome.unreadable().snapshot().entrySet()) {
      update.putUnreadable(skipped.getKey(), skipped.getValue());
    }
  }

  /** A folder's name that holds wherever the index is asked from; ids and addresses do anyway. */
  private static String lasting(String model) {
    boolean folder = !model.contains("://") && Files.isDirectory(Path.of(model));
    return folder ? Path.of(model).toAbsolutePath().normalize().toString() : model;
  }
}
