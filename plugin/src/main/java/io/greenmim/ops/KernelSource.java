package io.greenmim.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Functions that {@link Kernels} runs: methods of a class in TorchScript's serialised dialect,
 * which lie in a text of their own. The class begins with what all share, {@code head.py}: its
 * attributes {@code half}, {@code convolves} and {@code eps}, and the functions {@code cast},
 * {@code affine}, {@code linear}, {@code norm}, {@code residual}, {@code project} and {@code
 * shares}.
 *
 * @param owner the class beside which the text lies among the resources
 * @param name name of the text; the resource adds {@code .py}
 * @param uses others whose functions these call; no two functions of one name
 */
public record KernelSource(Class<?> owner, String name, List<KernelSource> uses) {

  /** What transformers of all families call, and the optimiser. */
  public static final KernelSource COMMON = new KernelSource(KernelSource.class, "kernels");

  private static final KernelSource HEAD = new KernelSource(KernelSource.class, "head");

  /** Copies the list. */
  public KernelSource {
    uses = List.copyOf(uses);
  }

  /**
   * Names functions that call none but their own and those of the head.
   *
   * @param owner the class beside which the text lies among the resources
   * @param name name of the text; the resource adds {@code .py}
   */
  public KernelSource(Class<?> owner, String name) {
    this(owner, name, List.of());
  }

  /** Puts the class together: the head, what is used, each once, and the functions. */
  byte[] code() throws IOException {
    Set<KernelSource> parts = new LinkedHashSet<>(List.of(HEAD));
    collect(parts);
    StringBuilder text = new StringBuilder();
    for (KernelSource part : parts) {
      text.append(part.text());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void collect(Set<KernelSource> parts) {
    uses.forEach(used -> used.collect(parts));
    parts.add(this);
  }

  private String text() throws IOException {
    try (InputStream text = owner.getResourceAsStream(name + ".py")) {
      if (text == null) {
        throw new IOException("%s.py: expected a resource beside %s".formatted(name, owner));
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
