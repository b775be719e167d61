package io.greenmim.train.report;

import java.util.List;

/**
 * The points of a loss plot: the metrics of a run as means of at most a given number of buckets.
 *
 * @param stepsPerPoint most steps that one point stands for
 * @param step mean step number of each bucket, ascending
 * @param loss mean loss of each bucket
 * @param learningRate mean learning rate of each bucket
 */
record LossCurve(long stepsPerPoint, double[] step, double[] loss, double[] learningRate) {

  /** Cuts the metrics into buckets of equally many steps, the last one may have fewer. */
  static LossCurve of(List<StepMetrics> metrics, int maxPoints) {
    int perPoint = (metrics.size() + maxPoints - 1) / maxPoints;
    int points = (metrics.size() + perPoint - 1) / perPoint;
    double[] step = new double[points];
    double[] loss = new double[points];
    double[] learningRate = new double[points];
    for (int i = 0; i < points; i++) {
      List<StepMetrics> bucket =
          metrics.subList(i * perPoint, Math.min(metrics.size(), (i + 1) * perPoint));
      for (StepMetrics m : bucket) {
        step[i] += m.step();
        loss[i] += m.loss();
        learningRate[i] += m.learningRate();
      }
      step[i] /= bucket.size();
      loss[i] /= bucket.size();
      learningRate[i] /= bucket.size();
    }
    return new LossCurve(perPoint, step, loss, learningRate);
  }

  /** Returns the number of points. */
  int points() {
    return step.length;
  }

  /**
   * Smooths the loss: the value at each point of the line that fits the points around it best
   * (local linear regression; Cleveland 1979, with equal weights). In the middle that is their
   * mean; at the ends, where the points are all on one side, a slope stays a slope.
   */
  double[] smoothedLoss(int radius) {
    double[] smooth = new double[loss.length];
    for (int i = 0; i < loss.length; i++) {
      int from = Math.max(0, Math.min(i - radius, loss.length - 1 - 2 * radius));
      int to = Math.min(loss.length - 1, from + 2 * radius);
      double centre = (from + to) / 2.0;
      double mean = 0;
      double covariance = 0;
      double variance = 0;
      for (int j = from; j <= to; j++) {
        mean += loss[j] / (to - from + 1);
        covariance += (j - centre) * loss[j];
        variance += (j - centre) * (j - centre);
      }
      smooth[i] = variance == 0 ? mean : mean + covariance / variance * (i - centre);
    }
    return smooth;
  }
}
