package io.greenmim.catalogue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.Checks;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.config.RecordMapper;
import io.greenmim.config.SimMimConfig;
import io.greenmim.download.FileDigest;
import io.greenmim.download.RemoteFile;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.Printable;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A checkpoint as its authors published it: the argument {@code published} of an artifact.
 *
 * @param model what it holds
 * @param original the file
 * @param conversion how it is read
 * @param licenseFile path of the licence's text, from the root of the zoo
 * @param labels names of a classifier's classes; null where they are not known
 * @param training how the weights were trained; null where it is not told
 */
public record PublishedCheckpoint(
    Model model,
    Original original,
    Conversion conversion,
    String licenseFile,
    Labels labels,
    Training training) {

  /** Name of the artifact's argument. */
  public static final String ARGUMENT = "published";

  /** Names of many variants stand in some messages. */
  private static final int LONGEST_LINE = 2000;

  private static final String LICENSE_FILE = "licenses/[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final String NAMES_FILE = "synsets/[A-Za-z0-9][A-Za-z0-9._-]*\\.txt";

  /** How the file is offered. */
  public enum Access {
    /** By an address of its own. */
    DIRECT,
    /** On a web page, such as a cloud drive's, that only a person gets past. */
    MANUAL
  }

  /**
   * What the checkpoint holds.
   *
   * @param variant name of the encoder's architecture
   * @param layerNormEps constant of the layer normalisation that the weights were trained with
   * @param kind what stands on the encoder
   * @param classes number of classes; 0 for a model that is no classifier
   * @param parameters number of parameters
   */
  public record Model(
      String variant, double layerNormEps, ModelKind kind, int classes, long parameters) {}

  /**
   * The file.
   *
   * @param file name under which it is expected
   * @param access how it is offered
   * @param url address of the file, or of the page that offers it alone
   * @param page page of the project that offers it
   * @param bytes size in bytes
   * @param bytesExact whether the size is exact; else it was estimated from the parameters
   * @param digest digest that somebody states, or null if nobody does
   */
  public record Original(
      String file,
      Access access,
      String url,
      String page,
      long bytes,
      boolean bytesExact,
      FileDigest digest) {

    /** A name of its own in the folder of the model, where it must be nothing but weights. */
    private static final String FILE =
        "[A-Za-z0-9][A-Za-z0-9._-]{0,199}\\.(?:pth|pt|bin|safetensors)";

    /** How much larger than estimated a file may be: three optimiser states, and some more. */
    private static final int MOST_TIMES = 16;

    private static final long LEAST_LIMIT = 1L << 30;
    private static final long MOST_BYTES = 1L << 40;

    /**
     * Checks name, addresses and size.
     *
     * @throws IllegalArgumentException if the name could leave its folder or meet another file
     *     there, an address is none, or the size is not positive
     */
    public Original {
      if (!file.matches(FILE) || file.equals(ModelFolder.WEIGHTS)) {
        throw new IllegalArgumentException(
            "file: expected letters, digits, '.', '_' and '-', an ending .pth, .pt, .bin or"
                + " .safetensors, and no name of ours, got "
                + Printable.of(file));
      }
      if (bytes <= 0 || bytes > MOST_BYTES) {
        throw new IllegalArgumentException(
            "bytes: expected a number from 1 to %s, got %s".formatted(MOST_BYTES, bytes));
      }
      checkAddress("url", url);
      checkAddress("page", page);
    }

    private static void checkAddress(String what, String address) {
      try {
        String scheme = String.valueOf(new URI(address).getScheme());
        if (scheme.equals("https") || scheme.equals("http")) {
          return;
        }
      } catch (URISyntaxException e) {
        // Its message has the address as it stands, with whatever does not print.
      }
      throw new IllegalArgumentException(
          what + ": expected an address of http or https, got " + Printable.of(address));
    }

    /**
     * Returns the page for people.
     *
     * @return the nearest page that offers the file
     */
    public URI downloadPage() {
      return URI.create(access == Access.DIRECT ? page : url);
    }

    /**
     * Returns the file as a downloader takes it.
     *
     * @return addresses and size
     */
    public RemoteFile remote() {
      return new RemoteFile(
          access == Access.DIRECT ? Optional.of(URI.create(url)) : Optional.empty(),
          downloadPage(),
          bytesExact ? OptionalLong.of(bytes) : OptionalLong.empty(),
          bytesExact ? bytes : Math.max(MOST_TIMES * bytes, LEAST_LIMIT));
    }
  }

  /**
   * How the file is read.
   *
   * @param layout id of the layout that its tensors are named by, such as {@code microsoft}
   * @param mergeOrder order of the neighbours in patch merging: {@code column} as Swin defines it,
   *     {@code row} for weights that GreenMIM published
   */
  public record Conversion(String layout, MergeOrder mergeOrder) {

    /** Takes the id in any case. */
    public Conversion {
      layout = layout.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The names of the classes.
   *
   * @param names path of a text with one name a line in the order of the classes, from the root of
   *     the zoo
   */
  public record Labels(String names) {

    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if it is not such as {@code synsets/imagenet-1k.txt}
     */
    public Labels {
      if (!names.matches(NAMES_FILE)) {
        throw new IllegalArgumentException(
            "names: expected a path such as synsets/imagenet-1k.txt, got " + Printable.of(names));
      }
    }
  }

  /**
   * How the weights were trained, as their authors tell.
   *
   * @param recipe data, epochs, optimiser and what else matters, in one line
   */
  public record Training(String recipe) {

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if it has characters that do not print
     */
    public Training {
      if (!Printable.isText(recipe)) {
        throw new IllegalArgumentException(
            "recipe: expected characters that print, got " + Printable.of(recipe));
      }
    }
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if model, file or conversion are missing, variant or classes
   *     do not make a model, the number of parameters is not that of the model, or names are given
   *     to what does not classify
   */
  public PublishedCheckpoint {
    Checks.that(model != null, "expected a value for 'model', got none");
    Checks.that(original != null, "expected a value for 'original', got none");
    Checks.that(conversion != null, "expected a value for 'conversion', got none");
    if (!licenseFile.matches(LICENSE_FILE)) {
      throw new IllegalArgumentException(
          "licenseFile: expected a path such as licenses/MIT.txt, got "
              + Printable.of(licenseFile));
    }
    boolean classifies = model.kind() == ModelKind.CLASSIFIER;
    if (classifies != model.classes() > 0) {
      throw new IllegalArgumentException(
          "classes: expected %s for %s, got %s"
              .formatted(classifies ? "some" : "0", model.kind().description(), model.classes()));
    }
    if (labels != null && !classifies) {
      throw new IllegalArgumentException(
          "labels: expected none for %s, got %s"
              .formatted(model.kind().description(), labels.names()));
    }
    Set<String> layouts = layouts(model).titles().keySet();
    if (!layouts.contains(conversion.layout())) {
      throw new IllegalArgumentException(
          "layout: expected one of %s, got %s"
              .formatted(layouts, Printable.of(conversion.layout())));
    }
    long counted = Backbones.parameters(config(model));
    if (counted != model.parameters()) {
      throw new IllegalArgumentException(
          "parameters: expected %s as the model has, got %s"
              .formatted(counted, model.parameters()));
    }
  }

  /**
   * Reads the argument of an artifact.
   *
   * @param arguments arguments of the artifact
   * @param where what they belong to, for messages
   * @return the checkpoint, or empty if the artifact has no such argument
   * @throws IOException if the argument does not describe a checkpoint
   */
  public static Optional<PublishedCheckpoint> read(Map<String, ?> arguments, String where)
      throws IOException {
    Object value = arguments.get(ARGUMENT);
    if (value == null) {
      return Optional.empty();
    }
    String place = where + ": " + ARGUMENT;
    if (!(value instanceof Map<?, ?> map)) {
      throw new IOException(
          "%s: expected keys and values, got %s"
              .formatted(place, Printable.of(String.valueOf(value))));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, item) -> values.put(String.valueOf(key), item));
    try {
      return Optional.of(RecordMapper.read(PublishedCheckpoint.class, values, place));
    } catch (IllegalArgumentException e) {
      String line = e.getMessage();
      String whole = line.startsWith(place) ? line : place + ": " + line;
      throw new IOException(Printable.of(whole, LONGEST_LINE), e);
    }
  }

  /**
   * Returns the configuration of the model.
   *
   * @return encoder and head
   */
  public ModelConfig config() {
    return config(model);
  }

  /**
   * Returns the name of the layout for readers.
   *
   * @return such as {@code Microsoft Swin}
   */
  public String layoutTitle() {
    return layouts().titles().get(conversion.layout());
  }

  /**
   * Tells what is known of checkpoints of the model's family.
   *
   * @return layouts and architectures
   */
  FamilyLayouts layouts() {
    return layouts(model);
  }

  private static FamilyLayouts layouts(Model model) {
    return Backbones.family(Backbones.variant(model.variant()).encoder().family()).layouts();
  }

  private static ModelConfig config(Model model) {
    EncoderConfig encoder =
        Backbones.variant(model.variant()).encoder().withLayerNormEps(model.layerNormEps());
    HeadConfig head =
        switch (model.kind()) {
          case ENCODER -> HeadConfig.NONE;
          case GREENMIM -> MimConfig.published();
          case SIMMIM -> SimMimConfig.published();
          case FCMAE -> FcmaeConfig.published();
          case CLASSIFIER -> new ClassifierConfig(model.classes());
        };
    return ModelConfig.of(model.variant(), encoder, head);
  }
}
