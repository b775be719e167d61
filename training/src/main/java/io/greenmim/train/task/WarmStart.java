package io.greenmim.train.task;

import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights that a new run starts from instead of drawn ones.
 *
 * @param summary what was taken, in one line
 * @param tensors tensors by the names of the model's state dict, in their shapes; what is not among
 *     them is drawn
 */
public record WarmStart(String summary, Map<String, StoredTensor> tensors) {

  /** Copies the table. */
  public WarmStart {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Finds the weights. */
  @FunctionalInterface
  public interface Source {

    /**
     * Finds the weights; called once, for a run that begins.
     *
     * @return the weights
     * @throws IOException if they cannot be read or do not fit the model
     */
    WarmStart read() throws IOException;
  }
}
