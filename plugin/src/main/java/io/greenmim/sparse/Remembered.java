package io.greenmim.sparse;

import java.util.function.Function;

/**
 * A function that keeps its last result: row numbers of a batch, say, which the loader's threads
 * ask for first and the training thread again. May be called from several threads.
 *
 * @param <K> what the function is asked for, with equality
 * @param <V> what it gives, immutable
 */
public final class Remembered<K, V> {

  private final Function<K, V> function;
  private volatile Result<K, V> last;

  private record Result<K, V>(K key, V value) {}

  /**
   * Makes the memory of a function.
   *
   * @param function gives equal results for equal keys
   */
  public Remembered(Function<K, V> function) {
    this.function = function;
  }

  /**
   * Returns the function's result.
   *
   * @param key what it is asked for
   * @return the kept result where the last key was equal, else a new one
   */
  public V of(K key) {
    Result<K, V> known = last;
    if (known == null || !known.key().equals(key)) {
      known = new Result<>(key, function.apply(key));
      last = known;
    }
    return known.value();
  }
}
