package io.greenmim.text;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * From a sentence to a vector of length 1 (Reimers and Gurevych, 2019, arXiv 1908.10084).
 *
 * <p>Each sentence runs alone and without padding. An encoder in 8 bits scales its numbers by what
 * it is given at once, so in a batch the same sentence would have another vector (cosine 0.99).
 *
 * <p>Any number of threads may use it at once; each sentence is computed by the thread that asks.
 */
public final class SentenceEncoder implements AutoCloseable {

  /** Name of the tokenizer in the folder, as Hugging Face and DJL have it. */
  public static final String TOKENIZER = "tokenizer.json";

  private static final String TOKEN_TYPES = "token_type_ids";

  private final TextConfig config;
  private final HuggingFaceTokenizer tokenizer;
  private final Model model;

  private SentenceEncoder(TextConfig config, HuggingFaceTokenizer tokenizer, Model model) {
    this.config = config;
    this.tokenizer = tokenizer;
    this.model = model;
  }

  /**
   * Loads an encoder on the CPU.
   *
   * @param folder folder with its file and its {@code tokenizer.json}
   * @param config what it is
   * @return the encoder, to be closed
   * @throws IOException if a file is missing or damaged, or the engine is not on the class path
   */
  public static SentenceEncoder load(Path folder, TextConfig config) throws IOException {
    Path file = folder.resolve(config.file());
    Path tokens = folder.resolve(TOKENIZER);
    requireFile(file, "a sentence encoder");
    requireFile(tokens, "the tokenizer of the sentence encoder");
    HuggingFaceTokenizer tokenizer = tokenizer(tokens, config);
    Model model = null;
    try {
      model = Model.newInstance("text", Device.cpu(), config.engine());
      String name = config.file().substring(0, config.file().lastIndexOf('.'));
      // One thread computes a sentence; who has many sentences asks from many.
      model.load(folder, name, Map.of("interOpNumThreads", "1", "intraOpNumThreads", "1"));
      return new SentenceEncoder(config, tokenizer, model);
    } catch (MalformedModelException | RuntimeException | IOException e) {
      tokenizer.close();
      if (model != null) {
        model.close();
      }
      throw new IOException(
          "%s: expected a sentence encoder of the engine %s: %s"
              .formatted(file, config.engine(), cause(e)),
          e);
    }
  }

  /**
   * Finds out what an encoder is by asking it for a sentence.
   *
   * @param folder folder with its file and its {@code tokenizer.json}
   * @param guess what is known of it; its size is not
   * @param typesAreKnown whether it is known if it takes types of tokens; else its file has to tell
   * @return what it is
   * @throws IOException if it is none
   */
  static TextConfig ask(Path folder, TextConfig guess, boolean typesAreKnown) throws IOException {
    try (SentenceEncoder encoder = load(folder, guess)) {
      boolean tells = !typesAreKnown && guess.engine().equals("OnnxRuntime");
      boolean types =
          tells ? encoder.model.describeInput().contains(TOKEN_TYPES) : guess.tokenTypes();
      TextConfig told = guess.with(types, guess.size());
      SentenceEncoder asked = new SentenceEncoder(told, encoder.tokenizer, encoder.model);
      int size = asked.answered(asked.tokens("a"), SentenceEncoder::size);
      return told.with(types, size);
    } catch (RuntimeException e) {
      throw new IOException(
          "%s: expected an encoder of input_ids and attention_mask, and of token_type_ids where it"
                  .formatted(folder.resolve(guess.file()))
              + " says so: "
              + cause(e),
          e);
    }
  }

  /** The numbers of each vector that an encoder answers. */
  private static int size(NDArray answer) {
    Shape shape = answer.getShape();
    return Math.toIntExact(shape.get(shape.dimension() - 1));
  }

  static void requireFile(Path file, String what) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": expected " + what + ", found no file");
    }
  }

  private static HuggingFaceTokenizer tokenizer(Path file, TextConfig config) throws IOException {
    try {
      return HuggingFaceTokenizer.newInstance(
          file,
          Map.of(
              "padding",
              "false",
              "truncation",
              "true",
              "maxLength",
              Integer.toString(config.maxTokens()),
              "modelMaxLength",
              Integer.toString(config.maxTokens())));
    } catch (RuntimeException e) {
      throw new IOException(file + ": expected a tokenizer of Hugging Face: " + cause(e), e);
    }
  }

  private static String cause(Throwable error) {
    Throwable last = error;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage()).lines().findFirst().orElse("");
  }

  /** {@return what the encoder is} */
  public TextConfig config() {
    return config;
  }

  /** What owns the arrays of sentences under way. */
  NDManager manager() {
    return model.getNDManager();
  }

  /**
   * Splits a sentence into tokens.
   *
   * @param sentence the sentence, of any length; what exceeds the encoder's tokens is cut
   * @return numbers of the tokens, the marks of beginning and end among them
   */
  public long[] tokens(String sentence) {
    return tokenizer.encode(sentence).getIds();
  }

  /**
   * Encodes a sentence.
   *
   * @param sentence the sentence
   * @return its vector, of length 1
   */
  public float[] embed(String sentence) {
    return embed(tokens(sentence));
  }

  /**
   * Encodes tokens.
   *
   * @param tokens numbers of the tokens, marks among them, without padding; more than the encoder
   *     takes are cut before the last one
   * @return their vector, of length 1
   * @throws IllegalArgumentException if there are no tokens
   * @throws IllegalStateException if the encoder answers something else than its configuration says
   */
  public float[] embed(long... tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("tokens: expected at least one, got none");
    }
    return normalised(answered(cut(tokens), this::pooled));
  }

  /** Looks at what the encoder answers to some tokens. */
  private <T> T answered(long[] ids, Function<NDArray, T> look) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      Shape shape = new Shape(1, ids.length);
      NDList inputs = new NDList();
      inputs.add(named(manager.create(ids, shape), "input_ids"));
      inputs.add(named(manager.create(ones(ids.length), shape), "attention_mask"));
      if (config.tokenTypes()) {
        inputs.add(named(manager.create(new long[ids.length], shape), TOKEN_TYPES));
      }
      ParameterStore store = new ParameterStore(manager, false);
      NDArray answer = model.getBlock().forward(store, inputs, false).get(0);
      answer.attach(manager);
      return look.apply(answer);
    }
  }

  private long[] cut(long[] tokens) {
    if (tokens.length <= config.maxTokens()) {
      return tokens;
    }
    long[] kept = Arrays.copyOf(tokens, config.maxTokens());
    kept[kept.length - 1] = tokens[tokens.length - 1];
    return kept;
  }

  private static NDArray named(NDArray array, String name) {
    array.setName(name);
    return array;
  }

  private static long[] ones(int length) {
    long[] ones = new long[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** One vector of those of the tokens, (1, n, C), or of the sentence, (1, C). */
  private float[] pooled(NDArray answer) {
    int size = config.size();
    float[] values = answer.toFloatArray();
    if (size(answer) != size) {
      throw new IllegalStateException(
          "%s: expected vectors of %s numbers, got %s"
              .formatted(config.file(), size, answer.getShape()));
    }
    if (config.pooling() == TokenPooling.FIRST || values.length == size) {
      return Arrays.copyOf(values, size);
    }
    float[] sum = new float[size];
    for (int i = 0; i < values.length; i++) {
      sum[i % size] += values[i];
    }
    return sum; // its length is set to 1 next, so the number of tokens does not matter
  }

  private static float[] normalised(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double length = Math.max(Math.sqrt(squares), 1e-12);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }

  /** Frees the memory; no thread may be encoding. */
  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
