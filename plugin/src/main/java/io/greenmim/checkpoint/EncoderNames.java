package io.greenmim.checkpoint;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** Patch embeddings, and how the names of the blocks beside them begin. */
  private static final Map<String, Pattern> EMBEDDINGS =
      new TreeMap<>(
          Map.of(
              "patch_embed.proj.weight",
              Pattern.compile("(?<![^.])layers[._]\\d{1,4}\\.blocks\\."),
              "patch_embed.projection.weight",
              Pattern.compile("(?<![^.])stages\\.\\d{1,4}\\.blocks\\."),
              "embeddings.patch_embeddings.projection.weight",
              Pattern.compile("(?<![^.])encoder\\.layers\\.\\d{1,4}\\.blocks\\."),
              "features.0.0.weight",
              Pattern.compile("(?<![^.])features\\.1\\.\\d{1,4}\\.attn\\."),
              "patch_embeds.0.proj.weight",
              Pattern.compile("(?<![^.])blocks\\.0\\.\\d{1,4}\\.")));

  /** More encoders than that in a file are not looked for: the user must choose anyway. */
  private static final int MOST_CHOICES = 8;

  private static final String ENCODER = "encoder.";
  private static final String BACKBONE = "backbone.";
  private static final String BOTTOM_UP = "backbone.bottom_up.";
  private static final String TRANSFORMERS = "swin.";

  /** What stands beside the encoder of a model of masked images. */
  private static final Pattern MASKED =
      Pattern.compile("decoder(?:_pred|_blocks|_embed|_norm|\\.0)\\..*|(?:encoder\\.)?mask_token");

  /** What stands beside or in the backbone of a detector or a segmenter. */
  private static final Pattern DETECTOR =
      Pattern.compile(
          "(?:neck|rpn_head|roi_head|bbox_head|mask_head|decode_head|auxiliary_head)\\..*"
              + "|backbone\\.norm\\d{1,4}\\.(?:weight|bias)");

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
    Map<String, StoredTensor> plain = withoutInner(file.tensors());
    Map<String, String> wrappers = wrappers(plain.keySet());
    if (wrappers.size() > 1 && !wrappers.containsKey("")) {
      return new EncoderNames("", plain, List.of(), List.copyOf(wrappers.keySet()));
    }
    String wrapper =
        wrappers.isEmpty()
            ? sharedWrapper(plain.keySet())
            : wrappers.containsKey("") ? "" : wrappers.keySet().iterator().next();
    return cut(wrapper, named(wrapper, file, plain), plain);
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

  /** What stands before each model with an encoder, and the encoder's own prefix in it. */
  private static Map<String, String> wrappers(Set<String> names) {
    Map<String, String> wrappers = new TreeMap<>();
    EMBEDDINGS.forEach(
        (embedding, blocks) -> {
          Set<String> roots = roots(names, blocks);
          for (String name : names) {
            if (!ends(name, embedding) || wrappers.size() == MOST_CHOICES) {
              continue;
            }
            String root = name.substring(0, name.length() - embedding.length());
            if (roots.contains(root)) {
              String own = ownPrefix(names, root, embedding);
              wrappers.put(root.substring(0, root.length() - own.length()), own);
            }
          }
        });
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

  /** The part of an encoder's prefix that is its layout's. */
  private static String ownPrefix(Set<String> names, String root, String embedding) {
    return switch (embedding) {
      case "patch_embeds.0.proj.weight" -> ends(root, ENCODER) ? ENCODER : "";
      case "patch_embed.projection.weight" -> ends(root, BACKBONE) ? BACKBONE : "";
      case "embeddings.patch_embeddings.projection.weight" ->
          ends(root, TRANSFORMERS) ? TRANSFORMERS : "";
      case "patch_embed.proj.weight" -> {
        if (ends(root, BOTTOM_UP)) {
          yield BOTTOM_UP;
        }
        if (ends(root, BACKBONE) && beside(names, root, BACKBONE, DETECTOR)) {
          yield BACKBONE;
        }
        yield ends(root, ENCODER) && beside(names, root, ENCODER, MASKED) ? ENCODER : "";
      }
      default -> "";
    };
  }

  private static boolean beside(Set<String> names, String root, String own, Pattern part) {
    String wrapper = root.substring(0, root.length() - own.length());
    return names.stream().anyMatch(name -> begins(name, wrapper, part));
  }

  private static boolean begins(String name, String start, Pattern rest) {
    return name.startsWith(start) && rest.matcher(name.substring(start.length())).matches();
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
