package io.greenmim.checkpoint;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.config.SimMimConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.layout.FamilyLayouts;
import io.greenmim.layout.RunArguments;
import io.greenmim.layout.SourceTensors;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What model a published checkpoint holds: what its shapes tell, what its run was told, and what is
 * usual where neither does.
 */
public final class CheckpointArchitecture {

  private static final int DECODER_HEAD_DIM = 32;
  private static final Pattern DECODER_BLOCK = Pattern.compile("decoder_blocks\\.(\\d{1,4})\\..*");
  private static final Pattern CONVOLUTION = Pattern.compile("decoder\\.(\\d{1,4})\\.dwconv\\..*");

  private CheckpointArchitecture() {}

  /**
   * Tells what model a checkpoint holds.
   *
   * @param detected the checkpoint
   * @param images what a model that the file does not tell of expects of its images; null for what
   *     its family does
   * @return what its shapes tell, or its header if it is a file of ours
   * @throws IOException if the shapes do not fit together, or nobody tells the statistics of its
   *     channels; the message is one line
   */
  public static ModelConfig of(DetectedLayout detected, Preprocessing images) throws IOException {
    Optional<ModelConfig> known = HeaderConfig.MODEL.read(detected.file());
    return known.isPresent() ? known.get() : inferred(detected, detected.source(), images, false);
  }

  /**
   * Tells how many channels the images of a checkpoint's model have.
   *
   * @param detected the checkpoint
   * @return what the weight that pixels meet tells
   * @throws IOException if the shapes do not fit together; the message is one line
   */
  public static int channels(DetectedLayout detected) throws IOException {
    return detected.family().infer(detected.source()).inChannels();
  }

  /** Tells what the shapes of a checkpoint do. */
  static ModelConfig inferred(
      DetectedLayout detected, SourceTensors source, Preprocessing images, boolean retargeted)
      throws IOException {
    try {
      EncoderConfig encoder = detected.family().infer(source);
      HeadConfig head =
          switch (detected.layout().kind()) {
            case GREENMIM -> mim(source, encoder);
            case SIMMIM -> new SimMimConfig(encoder.stride(), SimMimConfig.published().maskRatio());
            case FCMAE -> fcmae(source, encoder);
            case CLASSIFIER -> new ClassifierConfig(source.side("head.weight", 0, 2));
            case ENCODER -> HeadConfig.NONE;
          };
      return ModelConfig.of(
          detected.family().variant(encoder),
          encoder,
          head,
          expected(detected, encoder, images, retargeted));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(detected.file().path() + ": " + e.getMessage(), e);
    }
  }

  /** What a model expects of its images; where its family has other channels somebody tells it. */
  private static Preprocessing expected(
      DetectedLayout detected, EncoderConfig encoder, Preprocessing images, boolean retargeted)
      throws IOException {
    int channels = encoder.inChannels();
    Preprocessing usual = encoder.preprocessing();
    if (images != null && images.channels() == channels) {
      return images;
    }
    if (usual.channels() == channels) {
      return usual;
    }
    if (images != null && retargeted) {
      // The target's take their place, or the weights are refused.
      return usual.withStatistics(
          Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
    }
    throw new IOException(
        "%s: expected settings 'mean' 'deviation' for its %s, got %s"
            .formatted(
                detected.file().path(),
                PixelImage.count(channels),
                images == null ? "none" : "them for " + images.channels()));
  }

  /** What shapes do not tell is as published: masks of 75 %, decoder heads of 32 channels. */
  private static MimConfig mim(SourceTensors source, EncoderConfig encoder) throws IOException {
    MimConfig published = MimConfig.published();
    int dim = source.side("mask_token", 2, 3);
    int depth = source.count(DECODER_BLOCK, "decoder blocks");
    double ratio = RunArguments.ratio(source.file(), "mask_ratio").orElse(published.maskRatio());
    boolean normalise =
        RunArguments.flag(source.file(), "norm_pix_loss").orElse(published.normaliseTarget());
    int heads = dim % DECODER_HEAD_DIM == 0 ? dim / DECODER_HEAD_DIM : 1;
    return new MimConfig(encoder.stride(), ratio, dim, depth, heads, normalise);
  }

  private static FcmaeConfig fcmae(SourceTensors source, EncoderConfig encoder) throws IOException {
    FcmaeConfig published = FcmaeConfig.published();
    return new FcmaeConfig(
        encoder.stride(),
        RunArguments.ratio(source.file(), "mask_ratio").orElse(published.maskRatio()),
        source.side("mask_token", 2, 3),
        source.count(CONVOLUTION, "decoder blocks"),
        RunArguments.flag(source.file(), "norm_pix_loss").orElse(published.normaliseTarget()));
  }

  /** Gives a model the window and image size of a variant with the same body. */
  static ModelConfig retarget(DetectedLayout detected, ModelConfig own, ImportOptions options)
      throws IOException {
    String target = options.target();
    EncoderConfig variant =
        options.architecture() == null
            ? Backbones.variant(target).encoder()
            : options.architecture();
    FamilyLayouts family = Backbones.family(own.family()).layouts();
    boolean related = variant.family().equals(own.family());
    if (!related || !family.body(variant).equals(family.body(own.encoder()))) {
      throw new IOException(
          "%s: expected the architecture of %s (%s), got %s"
              .formatted(
                  detected.file().path(),
                  target,
                  related ? family.body(variant) : "family " + variant.family(),
                  related ? family.body(own.encoder()) : "one of the family " + own.family()));
    }
    EncoderConfig resized = family.resized(own.encoder(), variant);
    return variant.inChannels() == own.encoder().inChannels()
        ? own.withEncoder(target, resized)
        : withChannels(detected, resized.withInChannels(variant.inChannels()), own, options);
  }

  /** The encoder alone for other channels: what stood on it predicts the old ones. */
  private static ModelConfig withChannels(
      DetectedLayout detected, EncoderConfig encoder, ModelConfig own, ImportOptions options)
      throws IOException {
    if (options.channels() == ChannelFit.REFUSE) {
      throw new IOException(
          "%s: expected weights for images of %s, got them for %s; setting 'initChannels' mean spreads them"
              .formatted(
                  detected.file().path(),
                  PixelImage.count(encoder.inChannels()),
                  own.encoder().inChannels()));
    }
    return ModelConfig.of(
        options.target(),
        encoder,
        HeadConfig.NONE,
        options.images() == null ? encoder.preprocessing() : options.images());
  }
}
