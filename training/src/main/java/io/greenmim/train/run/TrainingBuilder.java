package io.greenmim.train.run;

import ai.djl.Device;
import io.greenmim.checkpoint.ChannelFit;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What pre-training and the training of detectors can be told alike.
 *
 * @param <T> type of the settings
 * @param <B> type of the builder
 */
public abstract class TrainingBuilder<T extends Record, B extends TrainingBuilder<T, B>>
    extends SettingsBuilder<T, B> {

  /**
   * Makes a builder of nothing.
   *
   * @param type class of the settings
   * @param command words of the command that does the same
   */
  protected TrainingBuilder(Class<T> type, String command) {
    super(type, command);
  }

  /**
   * Sets the folder of the run.
   *
   * @param folder the folder; made if need be
   * @return this builder
   */
  public B setOutput(Path folder) {
    return with("output", folder);
  }

  /**
   * Lets the run go on after the last checkpoint in its folder. Whatever is left open is then what
   * the folder's {@value Settings#FILE} says.
   *
   * @param resume whether to go on
   * @return this builder
   */
  public B optResume(boolean resume) {
    return with("resume", resume);
  }

  /**
   * Sets what is trained.
   *
   * @param variant name of a variant
   * @return this builder
   */
  public B optModel(String variant) {
    return with("model", variant);
  }

  /**
   * Sets the weights to start from, instead of drawn ones.
   *
   * @param source a run or model folder, id of a model in the zoo, or a checkpoint file of any
   *     known layout
   * @return this builder
   */
  public B optInit(String source) {
    return with("init", source);
  }

  /**
   * Sets which tensors of a checkpoint file to start from.
   *
   * @param names what their names begin with, such as {@code student.}
   * @return this builder
   */
  public B optPrefix(String names) {
    return with("prefix", names);
  }

  /**
   * Sets how tables of relative positions of another window are resized.
   *
   * @param way the way
   * @return this builder
   */
  public B optResize(TableResize way) {
    return with("resize", way);
  }

  /**
   * Sets the length of the run.
   *
   * @param epochs passes over the data, at least 1
   * @return this builder
   */
  public B optEpochs(int epochs) {
    return with("epochs", epochs);
  }

  /**
   * Sets a limit of its length.
   *
   * @param steps most optimiser steps; 0 for no limit
   * @return this builder
   */
  public B optMaxSteps(long steps) {
    return with("maxSteps", steps);
  }

  /**
   * Sets a limit of its time, from this start on.
   *
   * @param hours hours; 0 for no limit
   * @return this builder
   */
  public B optMaxHours(double hours) {
    return with("maxHours", hours);
  }

  /**
   * Sets when to stop early.
   *
   * @param validations validations in a row without a better one; 0 for never
   * @return this builder
   */
  public B optPatience(int validations) {
    return with("patience", validations);
  }

  /**
   * Sets the images of a pass on one device.
   *
   * @param images number of images, at least 1
   * @return this builder
   */
  public B optBatchSize(int images) {
    return with("batchSize", images);
  }

  /**
   * Sets the passes of each device before an optimiser step.
   *
   * @param passes number of passes, at least 1
   * @return this builder
   */
  public B optAccumulate(int passes) {
    return with("accumulate", passes);
  }

  /**
   * Sets the seed of weights, batches and masks.
   *
   * @param seed the seed
   * @return this builder
   */
  public B optSeed(long seed) {
    return with("seed", seed);
  }

  /**
   * Sets the threads that decode and augment.
   *
   * @param threads number of threads; without, one a core, at most 8
   * @return this builder
   */
  public B optLoaderThreads(int threads) {
    return with("loaderThreads", threads);
  }

  /**
   * Sets how often a checkpoint is written.
   *
   * @param steps optimiser steps between checkpoints; 0 for each end of an epoch
   * @return this builder
   */
  public B optCheckpointSteps(long steps) {
    return with("checkpointSteps", steps);
  }

  /**
   * Sets how many older checkpoints are kept besides the last one.
   *
   * @param checkpoints number of checkpoints
   * @return this builder
   */
  public B optKeep(int checkpoints) {
    return with("keep", checkpoints);
  }

  /**
   * Sets what is done about a step that is not finite.
   *
   * @param policy the policy
   * @return this builder
   */
  public B optNonFinite(NonFinitePolicy policy) {
    return with("nonFinite", policy);
  }

  /**
   * Sets the numbers of forward and backward passes.
   *
   * @param precision the precision
   * @return this builder
   */
  public B optPrecision(Precision precision) {
    return with("precision", precision);
  }

  /**
   * Sets whether stages are run again for the backward pass: less memory, more time.
   *
   * @param recompute whether they are
   * @return this builder
   */
  public B optRecompute(boolean recompute) {
    return with("recompute", recompute);
  }

  /**
   * Sets the largest probability of stochastic depth.
   *
   * @param probability a number in [0, 1)
   * @return this builder
   */
  public B optDropPath(double probability) {
    return with("dropPath", probability);
  }

  /**
   * Sets the decoupled weight decay.
   *
   * @param decay 0 or more
   * @return this builder
   */
  public B optWeightDecay(double decay) {
    return with("weightDecay", decay);
  }

  /**
   * Sets the decay of AdamW's first moment.
   *
   * @param decay a number in [0, 1)
   * @return this builder
   */
  public B optBeta1(double decay) {
    return with("beta1", decay);
  }

  /**
   * Sets the decay of AdamW's second moment.
   *
   * @param decay a number in [0, 1)
   * @return this builder
   */
  public B optBeta2(double decay) {
    return with("beta2", decay);
  }

  /**
   * Sets a limit of the gradient.
   *
   * @param norm largest global norm; 0 for none
   * @return this builder
   */
  public B optClipNorm(double norm) {
    return with("clipNorm", norm);
  }

  /**
   * Sets how much slower each earlier layer of the encoder learns.
   *
   * @param factor factor of the rate from a layer to the one before, in (0, 1]
   * @return this builder
   */
  public B optLayerDecay(double factor) {
    return with("layerDecay", factor);
  }

  /**
   * Sets the decay of a moving average of the weights.
   *
   * @param decay a number in [0, 1); 0 for no average
   * @return this builder
   */
  public B optAverageDecay(double decay) {
    return with("averageDecay", decay);
  }

  /**
   * Sets how often the run validates.
   *
   * @param epochs epochs from one validation to the next; 0 for none
   * @return this builder
   */
  public B optValidateEvery(int epochs) {
    return with("validateEvery", epochs);
  }

  /**
   * Sets the images in each picture of an epoch.
   *
   * @param images number of images; 0 for no pictures
   * @return this builder
   * @throws IllegalArgumentException if the run draws none
   */
  public B optPictures(int images) {
    return with("pictures", images);
  }

  /**
   * Sets the devices to train on at once; without, the first GPU if there is one.
   *
   * @param devices one CPU, or GPUs
   * @return this builder
   */
  public B optDevices(Device... devices) {
    String gpus =
        Arrays.stream(devices)
            .filter(Device::isGpu)
            .map(device -> String.valueOf(device.getDeviceId()))
            .collect(Collectors.joining(","));
    return with("device", gpus.isEmpty() ? "cpu" : "gpu:" + gpus);
  }

  /**
   * Sets the statistics of the images, of which there is one a channel: they say how many channels
   * the model has.
   *
   * @param mean mean of each channel, of samples from 0 to 1
   * @param deviation standard deviation of each channel
   * @return this builder
   */
  public B optStatistics(List<Double> mean, List<Double> deviation) {
    return with("mean", mean).with("deviation", deviation);
  }

  /**
   * Sets the statistics of the images by the file of {@code greenmim data stats}.
   *
   * @param file the file
   * @return this builder
   */
  public B optStatistics(Path file) {
    return with("stats", file);
  }

  /**
   * Sets what becomes of the first weights of {@link #optInit} where they are for other channels.
   *
   * @param way the way
   * @return this builder
   */
  public B optInitChannels(ChannelFit way) {
    return with("initChannels", way);
  }

  /**
   * Sets the channels of the images that pictures show.
   *
   * @param channels three as red, green and blue, or one as grey; counted from 1
   * @return this builder
   */
  public B optPictureChannels(Integer... channels) {
    return with("pictureChannels", List.of(channels));
  }

  /**
   * Sets how large images may be.
   *
   * @param limits the limits
   * @return this builder
   */
  public B optImageLimits(ImageLimits limits) {
    with("maxImageBytes", limits.bytes());
    with("maxImageSide", limits.side());
    return with("maxImagePixels", limits.pixels());
  }
}
