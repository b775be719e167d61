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
   * Averages the loss over a window around each point; towards the ends the window shrinks on both
   * sides alike, so that a slope stays where it is.
   */
  double[] smoothedLoss(int radius) {
    double[] smooth = new double[loss.length];
    for (int i = 0; i < loss.length; i++) {
      int reach = Math.min(radius, Math.min(i, loss.length - 1 - i));
      double sum = 0;
      for (int j = i - reach; j <= i + reach; j++) {
        sum += loss[j];
      }
      smooth[i] = sum / (2 * reach + 1);
    }
    return smooth;
  }
}
