package io.greenmim.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What all rounds measured of a case.
 *
 * @param settings the case
 * @param load milliseconds that a step waited for its batch
 * @param forward milliseconds of a forward pass
 * @param backward milliseconds of a backward pass
 * @param optimiser milliseconds of the optimiser
 * @param step milliseconds of a whole step
 * @param planning milliseconds of planning a batch
 * @param processor milliseconds of processor time of a step, all threads together
 * @param flops work of an image's forward pass, the mean over all measured steps
 * @param memory where the memory went in the round with the highest peak
 * @param peak the best matrix product of all rounds
 * @param hardware the device, and how many threads work on it
 */
public record PretrainSummary(
    PretrainCase settings,
    Spread load,
    Spread forward,
    Spread backward,
    Spread optimiser,
    Spread step,
    Spread planning,
    Spread processor,
    FlopCount flops,
    MemoryUse memory,
    MatrixRate peak,
    String hardware) {

  private static final double MILLIS = 1e3;

  /**
   * Summarises the rounds of a case.
   *
   * @param settings the case
   * @param samples what each round measured, at least one
   * @return the summary
   */
  public static PretrainSummary of(PretrainCase settings, List<PretrainSample> samples) {
    FlopCount flops =
        samples.stream()
            .map(PretrainSample::flops)
            .reduce(FlopCount.ZERO, FlopCount::plus)
            .times(1.0 / samples.size());
    MemoryUse memory =
        samples.stream()
            .map(PretrainSample::memory)
            .reduce((a, b) -> a.peak() >= b.peak() ? a : b)
            .orElseThrow();
    return new PretrainSummary(
        settings,
        spread(samples, PretrainSample::load),
        spread(samples, PretrainSample::forward),
        spread(samples, PretrainSample::backward),
        spread(samples, PretrainSample::optimiser),
        spread(samples, PretrainSample::steps),
        spread(samples, PretrainSample::planning),
        spread(samples, PretrainSample::processor),
        flops,
        memory,
        samples.stream().map(PretrainSample::peak).reduce(MatrixRate::or).orElseThrow(),
        samples.get(0).hardware());
  }

  private static Spread spread(
      List<PretrainSample> samples, Function<PretrainSample, List<Double>> phase) {
    Stream<Double> values = samples.stream().map(phase).flatMap(List::stream);
    return Spread.of(values.toList());
  }

  /** {@return the speed: images per second at the median step} */
  public double imagesPerSecond() {
    return settings.batchSize() * MILLIS / step.median();
  }

  /** {@return the speed: images per second of processor time at the median step} */
  public double imagesPerProcessorSecond() {
    return settings.batchSize() * MILLIS / processor.median();
  }

  /**
   * {@return the rate of useful work: operations per second at the median step, padding not
   * counted}
   */
  public double flopPerSecond() {
    return imagesPerSecond() * flops.step();
  }

  /**
   * {@return how near a step comes to the machine's limit: percent of the best matrix product's
   * rate}
   */
  public double peakPercent() {
    return 100 * flopPerSecond() / peak.best();
  }

  /** {@return the same of products whose matrices are not packed, as those of training} */
  public double plainPercent() {
    return 100 * flopPerSecond() / peak.plain();
  }

  /** {@return how much of a step is spent waiting for data: percent of the median step} */
  public double waitingPercent() {
    return 100 * load.median() / step.median();
  }
}
