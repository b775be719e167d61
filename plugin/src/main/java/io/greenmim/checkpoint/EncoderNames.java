package io.greenmim.checkpoint;

import io.greenmim.layout.FamilyLayouts;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a checkpoint without what the program that saved it put before all of its model:
 * {@code module.} of training on several devices, {@code _orig_mod.} of compiled models, {@code
 * model.}, {@code net.} or any other name of a module around it.
 *
 * <p>The encoder is found by its patch embedding, wherever that stands. What belongs to its layout,
 * such as {@code encoder.} before the encoder of a model of masked images, stays.
 *
 * @param prefix what was taken off; empty for nothing
 * @param tensors tensors by their names without the prefix
 * @param others names of the file that do not begin with the prefix, as they are
 * @param choices the prefixes of several encoders, of which none could be chosen; then nothing was
 *     taken off; empty otherwise
 */
public record EncoderNames(
    String prefix, Map<String, StoredTensor> tensors, List<String> others, List<String> choices) {

  /** Modules that compilers and savers of memory put inside a model; they name nothing. */
  private static final Pattern INNER =
      Pattern.compile(
          "(?<![^.])(?:_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module|_forward_module)\\.");

  /** Modules around a model without a known encoder. */
  private static final Pattern WRAPPER = Pattern.compile("(?:module|model|net|network)\\.");

  /** More encoders than that in a file are not looked for: the user must choose anyway. */
  private static final int MOST_CHOICES = 8;

  /** Keeps copies. */
  public EncoderNames {
    others = List.copyOf(others);
    choices = List.copyOf(choices);
  }

  /**
   * Takes off what stands before all names of the encoder.
   *
   * @param file the checkpoint
   * @return its names
   */
  public static EncoderNames of(TensorFile file) {
    if (HeaderConfig.isOurs(file)) {
      return plain(file);
    }
    Map<String, StoredTensor> plain = withoutInner(file.tensors());
    SortedSet<String> wrappers = wrappers(plain.keySet());
    if (wrappers.size() > 1 && !wrappers.contains("")) {
      return new EncoderNames("", plain, List.of(), List.copyOf(wrappers));
    }
    String wrapper = wrappers.isEmpty() ? sharedWrapper(plain.keySet()) : wrappers.first();
    return cut(wrapper, named(wrapper, file, plain), plain);
  }

  /** The names as they stand in a file. */
  static EncoderNames plain(TensorFile file) {
    return new EncoderNames("", file.tensors(), List.of(), List.of());
  }

  /** A name of the file as it stands there, up to where its name in the model begins. */
  private static String named(String wrapper, TensorFile file, Map<String, StoredTensor> plain) {
    if (plain.keySet().equals(file.tensors().keySet())) {
      return wrapper;
    }
    for (String name : file.tensors().keySet()) {
      String rest = INNER.matcher(name).replaceAll("");
      if (!rest.equals(name) && rest.startsWith(wrapper)) {
        String tail = rest.substring(wrapper.length());
        String head = name.endsWith(tail) ? name.substring(0, name.length() - tail.length()) : "";
        return head.isEmpty() ? wrapper + inner(name) : head;
      }
    }
    return wrapper;
  }

  private static String inner(String name) {
    Matcher matcher = INNER.matcher(name);
    return matcher.find() ? matcher.group() : "";
  }

  private static EncoderNames cut(
      String wrapper, String prefix, Map<String, StoredTensor> tensors) {
    Map<String, StoredTensor> inside = new LinkedHashMap<>();
    List<String> outside = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(wrapper)) {
            inside.put(name.substring(wrapper.length()), tensor);
          } else {
            outside.add(name);
          }
        });
    return new EncoderNames(prefix, inside, outside, List.of());
  }

  /** Takes out inner modules, unless two names would become one. */
  private static Map<String, StoredTensor> withoutInner(Map<String, StoredTensor> tensors) {
    Map<String, StoredTensor> plain = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> plain.put(INNER.matcher(name).replaceAll(""), tensor));
    return plain.size() == tensors.size() ? plain : tensors;
  }

  /** What stands before each model with an encoder, the encoder's own prefix not counted in. */
  private static SortedSet<String> wrappers(Set<String> names) {
    SortedSet<String> wrappers = new TreeSet<>();
    for (FamilyLayouts family : DetectedLayout.families()) {
      family
          .embeddings()
          .forEach(
              (embedding, blocks) -> {
                Set<String> roots = roots(names, blocks);
                for (String name : names) {
                  if (!ends(name, embedding) || wrappers.size() == MOST_CHOICES) {
                    continue;
                  }
                  String root = name.substring(0, name.length() - embedding.length());
                  if (roots.contains(root)) {
                    String own = family.ownPrefix(names, root, embedding);
                    wrappers.add(root.substring(0, root.length() - own.length()));
                  }
                }
              });
    }
    return wrappers;
  }

  /** What stands before the names of blocks. */
  private static Set<String> roots(Set<String> names, Pattern blocks) {
    Set<String> roots = new HashSet<>();
    for (String name : names) {
      Matcher block = blocks.matcher(name);
      while (block.find()) {
        roots.add(name.substring(0, block.start()));
      }
    }
    return roots;
  }

  private static boolean ends(String name, String end) {
    return name.equals(end) || name.endsWith("." + end);
  }

  private static String sharedWrapper(Set<String> names) {
    String wrapper = "";
    while (!names.isEmpty()) {
      Matcher next = WRAPPER.matcher(names.iterator().next().substring(wrapper.length()));
      String longer = next.lookingAt() ? wrapper + next.group() : wrapper;
      if (longer.equals(wrapper) || !names.stream().allMatch(name -> name.startsWith(longer))) {
        break;
      }
      wrapper = longer;
    }
    return wrapper;
  }
}
