package io.greenmim.detect.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.EncoderStage;
import io.greenmim.model.FeatureSpec;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.ParameterKind;
import io.greenmim.model.ParameterRole;
import io.greenmim.nn.Linear;
import io.greenmim.nn.ParameterBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A family that detectors do not know: every stage maps squares of what the one before gave. */
public final class PlainFamily implements BackboneFamily {

  public static final String NAME = "plain";

  public static final PlainConfig CONFIG = new PlainConfig(ImageSize.square(64), 3, 8, 0, 1e-6);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<PlainConfig> configType() {
    return PlainConfig.class;
  }

  @Override
  public List<Variant> variants() {
    return List.of(Variant.of("plain_small", "small", CONFIG));
  }

  /** Before ours by name: defaults stay where they are. */
  @Override
  public Optional<String> defaultVariant() {
    return Optional.of("plain_small");
  }

  @Override
  public Encoder create(EncoderConfig config, EncoderUse use) {
    return new PlainEncoder((PlainConfig) config);
  }

  public record PlainConfig(
      ImageSize imageSize, int inChannels, int embedDim, double dropPath, double layerNormEps)
      implements EncoderConfig {

    @Override
    public String family() {
      return NAME;
    }

    @Override
    public int patchSize() {
      return 4;
    }

    @Override
    public int channels(int stage) {
      return embedDim << stage;
    }

    @Override
    public int stages() {
      return 4;
    }

    @Override
    public int stride(int stage) {
      return patchSize() << stage;
    }

    @Override
    public PlainConfig withImageSize(ImageSize size) {
      return new PlainConfig(size, inChannels, embedDim, dropPath, layerNormEps);
    }

    @Override
    public PlainConfig withDropPath(double rate) {
      return new PlainConfig(imageSize, inChannels, embedDim, rate, layerNormEps);
    }

    @Override
    public PlainConfig withLayerNormEps(double eps) {
      return new PlainConfig(imageSize, inChannels, embedDim, dropPath, eps);
    }
  }

  private static final class PlainEncoder extends ParameterBlock implements Encoder {

    private final PlainConfig config;
    private final List<FeatureSpec> specs = new ArrayList<>();
    private final List<Linear> maps = new ArrayList<>();

    PlainEncoder(PlainConfig config) {
      this.config = config;
      int in = config.inChannels() * config.patchSize() * config.patchSize();
      for (int i = 0; i < config.stages(); i++) {
        int out = config.embedDim() << i;
        specs.add(new FeatureSpec("stage" + i, config.stride(i), out));
        maps.add(addChildBlock("map" + i, new Linear(in, out, true)));
        in = 4 * out;
      }
    }

    @Override
    public PlainConfig config() {
      return config;
    }

    @Override
    public List<FeatureSpec> featureSpecs() {
      return specs;
    }

    @Override
    public List<EncoderStage> stages(ParameterStore store, EncoderInput input) {
      long height = input.images().getShape().get(2);
      return IntStream.range(0, maps.size())
          .mapToObj(i -> stage(store, i, height / config.stride(i)))
          .toList();
    }

    private EncoderStage stage(ParameterStore store, int index, long height) {
      return (x, training) -> {
        NDArray squares = index == 0 ? patches(x, height) : merged(x, height);
        NDArray tokens = maps.get(index).forward(store, squares, training).tanh();
        return new EncoderStage.Output(tokens, index == maps.size() - 1 ? null : tokens);
      };
    }

    /** (B, c, 4 h, 4 w) to (h w, B, 16 c). */
    private static NDArray patches(NDArray images, long height) {
      Shape in = images.getShape();
      long width = in.get(3) / 4;
      return images
          .reshape(in.get(0), in.get(1), height, 4, width, 4)
          .transpose(2, 4, 0, 1, 3, 5)
          .reshape(height * width, in.get(0), -1);
    }

    /** (2 h 2 w, B, C) to (h w, B, 4 C). */
    private static NDArray merged(NDArray tokens, long height) {
      Shape in = tokens.getShape();
      long width = in.get(0) / (4 * height);
      return tokens
          .reshape(height, 2, width, 2, in.get(1), in.get(2))
          .transpose(0, 2, 4, 1, 3, 5)
          .reshape(height * width, in.get(1), -1);
    }

    @Override
    public MaskPlanner planner(int maskPatch, GroupingMode mode) {
      throw new UnsupportedOperationException("for detectors alone");
    }

    @Override
    public ParameterRole role(String name) {
      int stage = name.charAt("map".length()) - '0';
      return new ParameterRole(
          stage, stage, name.endsWith("bias") ? ParameterKind.BIAS : ParameterKind.MATRIX);
    }

    @Override
    public int layerCount() {
      return config.stages() + 1;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return new NDList(features(store, inputs.head(), training).stages());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      Shape in = inputShapes[0];
      return specs.stream()
          .map(
              spec ->
                  new Shape(
                      in.get(0),
                      spec.channels(),
                      in.get(2) / spec.stride(),
                      in.get(3) / spec.stride()))
          .toArray(Shape[]::new);
    }
  }
}
