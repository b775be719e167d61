package io.greenmim.train.probe;

import ai.djl.ModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import io.greenmim.config.Checks;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.model.Encoder;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.predict.FolderPredictor;
import io.greenmim.train.report.TensorBoardLog;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import io.greenmim.train.score.TopHits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Shows whether an encoder under training learns something: before the first step and at the ends
 * of epochs it asks what the features tell of the classes of some labelled images, by nearest
 * neighbours and by a short linear probe of a fixed rate. Both come to {@value #FILE} in the folder
 * of the run, to TensorBoard and to the user.
 *
 * <p>It only looks: whatever is random in the training, its order and its weights stay as they are
 * without it. Features are those of {@code greenmim features}, in float32.
 */
public final class ProbeHook implements RunHook {

  /** Name of the file in the folder of a run: a line for each time, as validations have it. */
  public static final String FILE = "probe.jsonl";

  private static final String CURVES = "tensorboard/probe";

  /** A rate that fits features of any encoder, for they are normalised. */
  private static final LinearSettings QUICK =
      LinearSettings.of(
          Map.of("optimiser", ProbeOptimiser.ADAMW, "epochs", 30, "baseLearningRate", 0.003));

  private final Encoder encoder;
  private final ModelConfig config;
  private final LabelledData data;
  private final Settings settings;
  private final ImageList images;
  private RunView run;
  private ValidationLog log;

  /**
   * When and how to look.
   *
   * @param every epochs from one time to the next, at least 1; the last epoch has one
   * @param seed seed of the linear probe
   * @param weights whose weights the model has at the ends of epochs, {@link ValidationScore#LAST}
   *     or {@link ValidationScore#AVERAGE}
   * @param limits how large images may be
   */
  public record Settings(int every, long seed, String weights, ImageLimits limits) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there are no epochs from one time to the next
     */
    public Settings {
      Checks.atLeast("probeEvery", every, 1);
    }
  }

  /** The run is to end. */
  private static final class Stopped extends IOException {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Makes a hook for one run.
   *
   * @param encoder the encoder under training, or part of the model
   * @param config what the model is made of
   * @param data labelled images, in two parts
   * @param settings when and how to look
   * @throws io.greenmim.train.config.UserException if there are no images to judge by
   */
  public ProbeHook(Encoder encoder, ModelConfig config, LabelledData data, Settings settings) {
    this.encoder = encoder;
    this.config = config;
    this.data = data;
    this.settings = settings;
    images = LabelledFeatures.images(data);
  }

  @Override
  public void begins(RunView view) throws IOException {
    run = view;
    log = ValidationLog.open(run.folder(), FILE, run.start().step());
    if (run.start().step() == 0) {
      look(0, 0);
    }
  }

  @Override
  public boolean owes(long epoch) {
    return isDue(epoch) && !log.has(run.steps().lastStepOf(epoch));
  }

  private boolean isDue(long epoch) {
    return epoch % settings.every() == 0 || epoch == run.steps().lastEpoch();
  }

  @Override
  public void epochEnded(long epoch) throws IOException {
    if (owes(epoch)) {
      look(epoch, run.steps().lastStepOf(epoch));
    }
  }

  private void look(long epoch, long step) throws IOException {
    try {
      Optional<LabelledFeatures> features = features();
      if (features.isPresent()) {
        record(epoch, step, features.get());
      } else if (epoch > 0) {
        run.messages()
            .accept("probe after epoch %s stopped; setting 'resume' repeats it".formatted(epoch));
      }
    } catch (InterruptedException e) {
      InterruptedIOException stopped = new InterruptedIOException(e.getMessage());
      stopped.initCause(e);
      throw stopped;
    } catch (ModelException | TranslateException e) {
      throw new IllegalStateException("the features of the probe failed: " + e.getMessage(), e);
    }
  }

  /** The features of all images; nothing if the run is to end. */
  private Optional<LabelledFeatures> features()
      throws IOException, InterruptedException, ModelException, TranslateException {
    Map<String, float[]> found = new HashMap<>();
    try (FolderPredictor<float[]> predictor =
        FolderPredictor.builder(float[].class)
            .setModel(encoder, config, run.manager().getDevice())
            .setImages(images)
            .optImageLimits(settings.limits())
            .build()) {
      FolderPredictor.Outcome outcome =
          predictor.run(
              (image, feature) -> {
                if (run.stop().getAsBoolean()) {
                  throw new Stopped();
                }
                found.put(image, feature);
              });
      run.unreadable().addAll(outcome.unreadable().snapshot());
      return Optional.of(LabelledFeatures.of(data, found));
    } catch (Stopped e) {
      return Optional.empty();
    }
  }

  private void record(long epoch, long step, LabelledFeatures features)
      throws IOException, InterruptedException {
    LinearProbe probe = new LinearProbe(QUICK, features.classes(), settings.seed());
    TopHits neighbours;
    ProbeScore linear;
    try (NDManager manager = run.manager().newSubManager()) {
      neighbours = features.ask(NeighbourVotes.USUAL, manager);
      ProbeHead head = probe.fit(manager, features.train(), QUICK.baseLearningRate());
      linear = probe.score(manager, head, features.validation());
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("knn/top1", neighbours.top1().share());
    values.put("knn/top5", neighbours.top5().share());
    values.put("linear/top1", linear.top1().share());
    values.put("linear/top5", linear.top5().share());
    values.put("guessed/top1", features.guessed(1));
    int missing = images.size() - features.train().size() - features.validation().size();
    ValidationScore score =
        new ValidationScore(
            epoch, step, settings.weights(), "fp32", Math.max(0, missing), linear.loss(), values);
    log.append(score);
    try (TensorBoardLog curves = TensorBoardLog.open(run.folder().resolve(CURVES))) {
      Map<String, Double> shown = new LinkedHashMap<>(values);
      shown.put("linear/loss", linear.loss());
      curves.append(step, shown);
    }
    run.messages()
        .accept(
            String.format(
                Locale.ROOT,
                "probe after epoch %d: nearest neighbours %s, linear %s, always the most frequent"
                    + " %.1f %%",
                epoch,
                neighbours.top1().text(),
                linear.top1().text(),
                100 * features.guessed(1)));
  }
}
