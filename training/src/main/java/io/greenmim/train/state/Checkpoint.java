package io.greenmim.train.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.greenmim.tensors.AtomicFolders;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.optim.AdamW;
import io.greenmim.train.optim.MovingAverage;
import io.greenmim.translate.ClassNames;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The checkpoint of a run: {@code config.json}, {@code model.safetensors}, {@code
 * optimizer.safetensors} and {@code state.json} in the run's folder, {@code average.safetensors}
 * where the run averages its weights, and {@code synset.txt} for a model of named classes.
 *
 * <p>All of them change together. A new checkpoint is written into a folder of its own, which gets
 * its final name in one move once it is whole; then the old files are put aside, as one of the
 * older checkpoints that are kept, and the new ones take their places. Whatever the moment in which
 * the process dies, {@link #recover} leads to the old checkpoint or to the new one.
 */
public final class Checkpoint {

  /** Name of the file that tells where the run stands. */
  public static final String STATE = "state.json";

  /** Name of the optimiser's moments. */
  public static final String OPTIMISER = "optimizer.safetensors";

  /** Name of the moving average of the weights. */
  public static final String AVERAGE = "average.safetensors";

  private static final String WRITING = ".checkpoint-writing";
  private static final String WHOLE = ".checkpoint-whole";
  private static final String STEP = "step";
  private static final List<String> FILES =
      List.of(ConfigFile.NAME, ModelFolder.WEIGHTS, OPTIMISER, AVERAGE, ClassNames.FILE, STATE);

  private final Path folder;
  private final OlderCheckpoints older;

  /**
   * Names the checkpoint of a run.
   *
   * @param folder folder of the run
   * @param keep number of older checkpoints that are kept, not negative
   */
  public Checkpoint(Path folder, int keep) {
    this.folder = folder;
    older = new OlderCheckpoints(folder, keep);
  }

  /**
   * Returns where the checkpoint lies.
   *
   * @return folder of the run
   */
  public Path folder() {
    return folder;
  }

  /**
   * Tells whether there is a checkpoint.
   *
   * @return true if the folder holds a state
   */
  public boolean exists() {
    return Files.exists(folder.resolve(STATE));
  }

  /**
   * Finishes or drops what an interrupted {@link #save} left behind.
   *
   * @throws IOException if a file cannot be moved or deleted
   */
  public void recover() throws IOException {
    install();
    AtomicFolders.delete(folder.resolve(WRITING));
    older.recover();
  }

  /**
   * What a checkpoint holds besides where the run stands.
   *
   * @param config configuration of the model
   * @param classes names of its classes; empty for none
   * @param model the model
   * @param optimiser the optimiser
   * @param average moving average of the weights, or null
   */
  public record Contents(
      Record config, List<String> classes, Block model, AdamW optimiser, MovingAverage average) {}

  /**
   * Replaces the checkpoint.
   *
   * @param contents what it holds
   * @param state where the run stands
   * @throws IOException if a file cannot be written; then the old checkpoint is untouched
   */
  public void save(Contents contents, RunState state) throws IOException {
    Path writing = folder.resolve(WRITING);
    AtomicFolders.delete(writing);
    Files.createDirectories(writing);
    try {
      Map<String, String> position = Map.of(STEP, Long.toString(state.step()));
      ConfigFile.write(writing.resolve(ConfigFile.NAME), contents.config());
      SafeTensorsWriter.write(
          writing.resolve(ModelFolder.WEIGHTS),
          TensorArrays.stored(StateDict.of(contents.model()).arrays()),
          position);
      SafeTensorsWriter.write(
          writing.resolve(OPTIMISER), TensorArrays.stored(contents.optimiser().state()), position);
      if (contents.average() != null) {
        SafeTensorsWriter.write(
            writing.resolve(AVERAGE), TensorArrays.stored(contents.average().state()), position);
      }
      if (!contents.classes().isEmpty()) {
        ClassNames.write(writing, contents.classes());
      }
      ConfigFile.write(writing.resolve(STATE), state);
      Files.move(writing, folder.resolve(WHOLE), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      AtomicFolders.delete(writing);
    }
    install();
  }

  private void install() throws IOException {
    Path whole = folder.resolve(WHOLE);
    if (!Files.isDirectory(whole)) {
      return;
    }
    // The first file is still there: no file of the old checkpoint has been replaced yet.
    if (exists() && Files.exists(whole.resolve(FILES.get(0)))) {
      older.keep(FILES, readState().step());
    }
    for (String file : FILES) {
      // A file that is gone was moved before the interruption.
      if (Files.exists(whole.resolve(file))) {
        Files.move(
            whole.resolve(file),
            folder.resolve(file),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    AtomicFolders.delete(whole);
    older.prune(readState().step());
  }

  /**
   * Reads where the run stands.
   *
   * @return the state
   * @throws IOException if there is none or it is damaged
   */
  public RunState readState() throws IOException {
    return ConfigFile.read(RunState.class, folder.resolve(STATE));
  }

  /**
   * Loads the model's weights.
   *
   * @param manager manager that owns the weights and names their device
   * @param config the configuration that the weights are to have
   * @param model the model, without weights
   * @param input shape of an input that the model can be initialised with
   * @param state where the run stands
   * @throws IOException if the checkpoint is damaged or belongs to another model
   */
  public void loadModel(NDManager manager, Record config, Block model, Shape input, RunState state)
      throws IOException {
    Record stored = ConfigFile.read(config.getClass(), folder.resolve(ConfigFile.NAME));
    if (!stored.equals(config)) {
      throw new IOException(
          "%s: expected a checkpoint of %s, got one of %s"
              .formatted(folder.resolve(ConfigFile.NAME), config, stored));
    }
    SafeTensorsFile file = open(ModelFolder.WEIGHTS, state);
    StateDict.of(model).load(manager, input, file);
  }

  /**
   * Loads the optimiser's moments.
   *
   * @param manager manager that owns temporary arrays and names their device
   * @param optimiser the optimiser of the loaded model
   * @param state where the run stands
   * @throws IOException if the checkpoint is damaged or belongs to another model
   */
  public void loadOptimiser(NDManager manager, AdamW optimiser, RunState state) throws IOException {
    restore(manager, OPTIMISER, state, moments -> optimiser.restore(moments, state.updates()));
  }

  /**
   * Loads the moving average of the weights.
   *
   * @param manager manager that owns temporary arrays and names their device
   * @param average the average of the loaded model
   * @param state where the run stands
   * @throws IOException if there is none, or it is damaged or belongs to another model
   */
  public void loadAverage(NDManager manager, MovingAverage average, RunState state)
      throws IOException {
    restore(manager, AVERAGE, state, average::restore);
  }

  private void restore(
      NDManager manager, String name, RunState state, Consumer<Map<String, NDArray>> target)
      throws IOException {
    SafeTensorsFile file = open(name, state);
    try (NDManager temporary = manager.newSubManager()) {
      Map<String, NDArray> arrays = new HashMap<>();
      for (Map.Entry<String, StoredTensor> tensor : file.tensors().entrySet()) {
        arrays.put(tensor.getKey(), TensorArrays.float32(temporary, tensor.getValue()));
      }
      target.accept(arrays);
    } catch (IllegalArgumentException e) {
      throw new IOException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private SafeTensorsFile open(String name, RunState state) throws IOException {
    SafeTensorsFile file = SafeTensorsFile.open(folder.resolve(name));
    String step = file.metadata().get(STEP);
    if (!Long.toString(state.step()).equals(step)) {
      throw new IOException(
          "%s: expected the tensors of step %s, got those of step %s"
              .formatted(file.path(), state.step(), step));
    }
    return file;
  }
}
