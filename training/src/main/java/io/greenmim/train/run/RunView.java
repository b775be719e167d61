package io.greenmim.train.run;

import ai.djl.ndarray.NDManager;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.state.RunState;
import io.greenmim.train.task.Task;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a hook sees of a run.
 *
 * @param task what is trained; its model has its weights
 * @param manager a manager on the device of the weights
 * @param folder folder of the run
 * @param data where its samples are
 * @param steps its steps
 * @param start where it begins
 * @param origin what it was started with
 * @param unreadable samples and other files that could not be read so far
 * @param messages takes what the user is to be told, for all hooks
 * @param stop whether the run is to end now, for hooks that take long
 */
public record RunView(
    Task<?> task,
    NDManager manager,
    Path folder,
    Path data,
    RunSteps steps,
    RunState start,
    RunOrigin origin,
    UnreadableImages unreadable,
    Consumer<String> messages,
    BooleanSupplier stop) {}
