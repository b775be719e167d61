package io.greenmim.text.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Encoder;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.Linear;
import io.greenmim.nn.ParameterBlock;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Numbers;
import io.greenmim.text.SentenceEncoder;
import java.util.Arrays;

/**
 * An encoder of images and one of sentences, each with a projection into a common space of vectors
 * of length 1 (Zhai et al., 2022, arXiv 2111.07991: the encoders come trained; Zhai et al., 2023,
 * arXiv 2303.15343).
 *
 * <p>Called by DJL it answers what its inputs are: images their vectors; tokens with their mask
 * (padded rows are cut to it, and each runs alone) those of sentences; tokens, mask and images the
 * logits of each image over the sentences, as the models of Hugging Face name them. The encoder of
 * sentences runs on the host and is never trained.
 *
 * <p>Float32; works on the device of its input. Forward passes for inference may run on several
 * threads at once.
 *
 * @shape input images (B, c, H, W); or tokens (n, T) and mask (n, T), int64 or int32; or tokens,
 *     mask and images; output vectors (B, D) or (n, D), or {@code logits_per_image} (B, n)
 */
public final class AlignedModel extends ParameterBlock {

  /** Name of the logits among the outputs; DJL's translators ask for it. */
  public static final String LOGITS = "logits_per_image";

  private static final double TINY = 1e-12;

  private final AlignedConfig config;
  private final SentenceEncoder sentences;
  private final Encoder encoder;
  private final AttentionPooling pooling;
  private final Linear image;
  private final Linear text;
  private final Parameter scale;
  private final Parameter bias;

  /**
   * Makes a model whose images and projections have no weights yet.
   *
   * @param config its configuration
   * @param sentences its encoder of sentences, which stays its maker's to close; null for a model
   *     that is given vectors of sentences only
   */
  public AlignedModel(AlignedConfig config, SentenceEncoder sentences) {
    this.config = config;
    this.sentences = sentences;
    encoder = addChildBlock("encoder", Backbones.newEncoder(config.encoder(), EncoderUse.POOLED));
    int channels = config.encoder().featureDim();
    pooling = addChildBlock("pooling", new AttentionPooling(channels, config.heads()));
    image = addChildBlock("image_projection", new Linear(channels, config.size(), true));
    text = addChildBlock("text_projection", new Linear(config.text().size(), config.size(), true));
    scale = scalar("logit_scale", Math.log(10));
    bias = scalar("logit_bias", -10);
  }

  private Parameter scalar(String name, double first) {
    return parameter(name, Parameter.Type.OTHER, new Shape(1), InitialValues.constant(first));
  }

  /** {@return what the model is made of} */
  public AlignedConfig config() {
    return config;
  }

  /** {@return the encoder of images} */
  public Encoder encoder() {
    return encoder;
  }

  /**
   * Returns the encoder of sentences.
   *
   * @return the encoder
   * @throws IllegalStateException if the model was made without one
   */
  public SentenceEncoder sentences() {
    if (sentences == null) {
      throw new IllegalStateException("text: expected an encoder of sentences, got none");
    }
    return sentences;
  }

  /**
   * Computes the vectors of images.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param training whether this is a training pass
   * @return vectors of length 1, (B, D)
   */
  public NDArray images(ParameterStore store, NDArray images, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encoder.encode(store, new AllPatches(images), training);
      return scope.keep(latents(store, latents, training));
    }
  }

  /**
   * Computes the vectors of images that the encoder has seen already.
   *
   * @param store the parameter store
   * @param latents what the encoder made of all patches, (n, B, C)
   * @param training whether this is a training pass
   * @return vectors of length 1, (B, D)
   */
  public NDArray latents(ParameterStore store, NDArray latents, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray feature = encoder.pool(store, latents, training);
      NDArray pooled = pooling.pool(store, latents, feature, training);
      return scope.keep(unit(image.forward(store, pooled, training)));
    }
  }

  /**
   * Computes the vectors of sentences that their encoder has seen already.
   *
   * @param store the parameter store
   * @param vectors what it made of them, (n, T)
   * @param training whether this is a training pass
   * @return vectors of length 1, (n, D)
   */
  public NDArray sentences(ParameterStore store, NDArray vectors, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      return scope.keep(unit(text.forward(store, vectors, training)));
    }
  }

  /**
   * Compares images with sentences.
   *
   * @param store the parameter store
   * @param images vectors of images, (B, D)
   * @param sentences vectors of sentences, (n, D)
   * @param training whether this is a training pass
   * @return exp(scale) x cosine + bias, (B, n)
   */
  public NDArray logits(ParameterStore store, NDArray images, NDArray sentences, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray factor = value(store, scale, images, training).exp();
      NDArray offset = value(store, bias, images, training);
      return scope.keep(images.matMul(sentences.transpose()).mul(factor).add(offset));
    }
  }

  /** How much a cosine counts in the logits. */
  double factor() {
    return Math.exp(scale.getArray().getFloat());
  }

  private static NDArray unit(NDArray vectors) {
    NDArray squares = vectors.mul(vectors).sum(new int[] {1}, true);
    return vectors.div(Numbers.add(squares, TINY).sqrt());
  }

  /** Runs the encoder of sentences on each row, without its padding; (n, T) -> (n, size). */
  private NDArray encoded(NDManager manager, NDArray tokens, NDArray mask) {
    int rows = Math.toIntExact(tokens.getShape().get(0));
    int width = Math.toIntExact(tokens.getShape().get(1));
    int size = config.text().size();
    long[] ids = longs(tokens);
    long[] shown = longs(mask);
    float[] vectors = new float[rows * size];
    for (int row = 0; row < rows; row++) {
      long[] alone = new long[width];
      int count = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        if (shown[i] != 0) {
          alone[count++] = ids[i];
        }
      }
      float[] vector = sentences().embed(Arrays.copyOf(alone, count));
      System.arraycopy(vector, 0, vectors, row * size, size);
    }
    return EngineMemory.own(manager.create(vectors, new Shape(rows, size)));
  }

  private static long[] longs(NDArray array) {
    if (array.getDataType() == DataType.INT64) {
      return array.toLongArray();
    }
    try (NDArray wide = array.toType(DataType.INT64, true)) {
      return wide.toLongArray();
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    if (inputs.size() == 1) {
      return new NDList(images(store, inputs.head(), training));
    }
    try (ArrayScope scope = new ArrayScope()) {
      NDArray vectors = encoded(inputs.head().getManager(), inputs.get(0), inputs.get(1));
      NDArray told = sentences(store, vectors, training);
      if (inputs.size() == 2) {
        return new NDList(scope.keep(told));
      }
      checkInputs(inputs.size(), 3);
      NDArray seen = images(store, inputs.get(2), training);
      NDArray logits = scope.keep(logits(store, seen, told, training));
      logits.setName(LOGITS);
      return new NDList(logits);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    long rows = inputShapes[0].get(0);
    return new Shape[] {
      inputShapes.length == 3
          ? new Shape(inputShapes[2].get(0), rows)
          : new Shape(rows, config.size())
    };
  }
}
