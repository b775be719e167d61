package io.greenmim.ops;

import java.io.IOException;
import java.io.InputStream;

/**
 * The text of functions that {@link Kernels} runs: a class called {@code Kernels} in TorchScript's
 * serialised dialect, with the attributes {@code training}, {@code half} and {@code eps}.
 *
 * @param owner the class beside which the text lies among the resources
 * @param name name of the text; the resource adds {@code .py}
 */
public record KernelSource(Class<?> owner, String name) {

  /** The functions of the transformers and their optimiser. */
  public static final KernelSource TRANSFORMERS = new KernelSource(KernelSource.class, "kernels");

  /**
   * Opens the text.
   *
   * @return the text, to be closed by the caller
   * @throws IOException if there is no such resource
   */
  InputStream open() throws IOException {
    InputStream text = owner.getResourceAsStream(name + ".py");
    if (text == null) {
      throw new IOException("%s.py: expected a resource beside %s".formatted(name, owner));
    }
    return text;
  }
}
