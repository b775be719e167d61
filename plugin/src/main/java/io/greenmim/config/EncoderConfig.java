package io.greenmim.config;

import java.util.Locale;
import java.util.Map;

/**
 * Architecture of an encoder: a record, whose components are the keys of {@code encoder} in {@code
 * config.json}. What every family can tell is here.
 */
public interface EncoderConfig {

  /**
   * Returns the name of the family that makes encoders of such records.
   *
   * @return such as {@code swin}; the key {@code family} of the file
   */
  String family();

  /**
   * Returns the size of the reference image, which fixes the shapes of the parameters.
   *
   * @return height and width in pixels
   */
  ImageSize imageSize();

  /**
   * Returns the side of an embedded patch.
   *
   * @return side in pixels; divides the sides of every image
   */
  int patchSize();

  /**
   * Returns the number of image channels.
   *
   * @return channels of an input image
   */
  int inChannels();

  /**
   * Returns the channels of a stage.
   *
   * @param stage index of the stage, from 0
   * @return channels of its tokens
   */
  int channels(int stage);

  /**
   * Returns the channels of an embedded patch.
   *
   * @return channels of the first stage
   */
  default int embedDim() {
    return channels(0);
  }

  /**
   * Returns the length of the pooled feature.
   *
   * @return channels of the last stage
   */
  default int featureDim() {
    return channels(stages() - 1);
  }

  /** {@return number of stages, at least 1} */
  int stages();

  /**
   * Returns the number of image pixels that one token of a stage stands for, on each axis.
   *
   * @param stage index of the stage, from 0
   * @return pixels
   */
  int stride(int stage);

  /**
   * {@return the number of image pixels that one token of the last stage stands for, on each axis}
   */
  default int stride() {
    return stride(stages() - 1);
  }

  /**
   * Returns the rate of stochastic depth.
   *
   * @return largest probability that a branch is dropped, in [0, 1)
   */
  double dropPath();

  /**
   * Returns the constant of the layer normalisations, also of those that others put on the encoder.
   *
   * @return constant added to the variance, positive
   */
  double layerNormEps();

  /**
   * Returns the constant of the layer normalisations outside of green pre-training: in SimMIM and
   * detectors, as the family's published code has it there.
   *
   * @return constant added to the variance; by default the architecture's own
   */
  default double usualLayerNormEps() {
    return layerNormEps();
  }

  /**
   * Tells whether the encoder mixes tokens by convolutions alone.
   *
   * @return whether decoders of convolutions stand on it; false by default
   */
  default boolean convolutional() {
    return false;
  }

  /**
   * Returns this architecture for another reference image.
   *
   * @param size height and width in pixels
   * @return a copy with that size
   * @throws IllegalArgumentException if the architecture has no such size
   */
  EncoderConfig withImageSize(ImageSize size);

  /**
   * Returns this architecture for images of another number of channels.
   *
   * @param channels channels of an input image, positive
   * @return a copy for them; by default this architecture, which takes no others
   * @throws IllegalArgumentException if the architecture takes no such images
   */
  default EncoderConfig withInChannels(int channels) {
    Checks.that(
        channels == inChannels(),
        "channels: expected the %d of the family %s, got %d",
        inChannels(),
        family(),
        channels);
    return this;
  }

  /**
   * Returns this architecture with another rate of stochastic depth.
   *
   * @param rate largest probability that a branch is dropped, in [0, 1)
   * @return a copy with that rate
   */
  EncoderConfig withDropPath(double rate);

  /**
   * Returns this architecture with another constant of the layer normalisations.
   *
   * @param eps constant added to the variance, positive
   * @return a copy with that constant
   */
  EncoderConfig withLayerNormEps(double eps);

  /**
   * Returns this architecture with response norms over something else where patches are hidden.
   *
   * @param over what they are taken over
   * @return a copy with it; by default this architecture, if that is an image
   * @throws IllegalArgumentException if the architecture has no response norms over the batch
   */
  default EncoderConfig withResponseNorm(ResponseNorm over) {
    Checks.that(
        over == ResponseNorm.IMAGE,
        "responseNorm: expected image, as the family %s has no norms over a batch, got %s",
        family(),
        over.name().toLowerCase(Locale.ROOT));
    return this;
  }

  /**
   * Returns this architecture with another order of filling maps up and shifting windows, in passes
   * over whole images.
   *
   * @param order the order
   * @return a copy with it; by default this architecture, if that is the usual order
   * @throws IllegalArgumentException if the architecture shifts no windows, and the order is
   *     another
   */
  default EncoderConfig withWindowOrder(WindowOrder order) {
    Checks.that(
        order == WindowOrder.PAD_THEN_SHIFT,
        "windowOrder: expected pad_then_shift, as the family %s shifts no windows, got %s",
        family(),
        order.name().toLowerCase(Locale.ROOT));
    return this;
  }

  /**
   * Describes the architecture for people.
   *
   * @return one line; the record's components by default
   */
  default String describe() {
    return toString();
  }

  /**
   * Returns what people look for in a zoo, beside size and image.
   *
   * @return such as {@code window} and {@code 7}; empty by default
   */
  default Map<String, String> traits() {
    return Map.of();
  }

  /**
   * Returns how the family's published checkpoints want their images.
   *
   * @return ImageNet's statistics by default, which three channels have
   */
  default Preprocessing preprocessing() {
    return Preprocessing.IMAGENET;
  }
}
