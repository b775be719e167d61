package io.greenmim.cli.train;

import io.greenmim.cli.option.FailureReport;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.cli.search.SearchCommands;
import io.greenmim.config.ImageSize;
import io.greenmim.tensors.JsonText;
import io.greenmim.train.align.AlignTraining;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.predict.RunWeights;
import io.greenmim.train.scene.SyntheticScenes;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The step of the quick start that aligns its encoder with sentences, publishes the model of both,
 * and finds images by words.
 *
 * @param folder folder of everything that the tour writes
 * @param zoo the zoo that the encoder is published in
 * @param encoder folder of the pre-trained encoder
 * @param out takes what the user is told
 */
record WordsTour(Path folder, TourZoo zoo, Path encoder, PrintWriter out) {

  static final TourLength USUAL = new TourLength(800, 120, 40);

  private static final String ARTIFACT = "quickstart_words";
  private static final long TRAIN_SEED = 5;
  private static final long SEARCH_SEED = 6;
  private static final int SIDE = 128;
  private static final int BATCH = 100;
  private static final double LEARNING_RATE = 2e-3;
  private static final String ANY_BALL = "a red ball";

  /** Says what the step does, in the imperative. */
  static String title() {
    return "Align it with sentences on drawn scenes with captions, and find scenes by words";
  }

  /** Folder of the run. */
  Path run() {
    return folder.resolve("words");
  }

  /** Folder of the scenes that words find. */
  Path searched() {
    return folder.resolve("captioned-scenes/searched");
  }

  /** Folder of their index. */
  Path index() {
    return folder.resolve("scenes.index");
  }

  /** The pictures that the words of a caption find. */
  Path sheet() {
    return folder.resolve("found-by-words.png");
  }

  /** Runs the step. */
  void run(TourLength length) throws IOException, InterruptedException {
    Path scenes = folder.resolve("captioned-scenes/train");
    new SyntheticScenes(TRAIN_SEED).writeCaptioned(scenes, length.train());
    new SyntheticScenes(SEARCH_SEED).writeCaptioned(searched(), length.others());
    AlignTraining.builder()
        .setImages(scenes)
        .setCaptions(scenes.resolve(SyntheticScenes.CAPTIONS))
        .setOutput(run())
        .optModel(ConfigFile.readModel(encoder).variant())
        .optInit(encoder.toString())
        .optImageSize(ImageSize.square(SIDE))
        .optLearningRate(LEARNING_RATE)
        .optEpochs(length.epochs())
        .optBatchSize(Math.min(BATCH, length.train() / 2))
        .optValidateEvery(Math.max(1, length.epochs() / 4))
        .optKeep(0)
        .addHook(SettingOptions.console(out))
        .optListener(out::println)
        .build()
        .run();
    Interruption.check();
    URI address =
        zoo.publish(run().resolve(RunWeights.BEST), ARTIFACT, "Aligned by the quick start");
    search(
        "index",
        "--images",
        searched().toString(),
        "--model",
        address.toString(),
        "--index",
        index().toString());
    search("query", "--index", index().toString(), "--top", "5", "--text", ANY_BALL);
    search(
        "query",
        "--index",
        index().toString(),
        "--top",
        "5",
        "--text",
        firstCaption(),
        "--sheet",
        sheet().toString());
  }

  /** Adds to what is told at the end. */
  void tellWhatIsNext() {
    out.printf(
        """
          greenmim align --images DIR --captions FILE --init RUN   align it with your own captions
          greenmim search query --index %s --text WORDS   look at %s
        """,
        index(), sheet());
    out.flush();
  }

  /** What is said of the first scene. */
  private String firstCaption() throws IOException {
    try (Stream<String> lines = Files.lines(searched().resolve(SyntheticScenes.CAPTIONS))) {
      return JsonText.object(lines.findFirst().orElseThrow()).get("caption").toString();
    }
  }

  /** Runs a command as a user does who types it. */
  private void search(String... words) throws IOException {
    List<String> shown =
        Stream.of(words).map(word -> word.matches("[\\w./=-]+") ? word : "'" + word + "'").toList();
    out.printf("%ngreenmim search %s%n", String.join(" ", shown));
    out.flush();
    CommandLine line = new CommandLine(CommandSpec.create());
    SearchCommands.all().forEach(line::addSubcommand);
    int code =
        line.setOut(out)
            .setErr(out)
            .setExecutionExceptionHandler(new FailureReport(() -> false))
            .execute(Stream.concat(Stream.of("search"), Stream.of(words)).toArray(String[]::new));
    if (code != 0) {
      throw new IOException("search: expected exit code 0, got " + code);
    }
  }
}
