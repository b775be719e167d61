package io.greenmim.train.config;

/** How the learning rate of a pre-training run falls after the warm-up. */
public enum RateSchedule {
  /** Half a cosine down to {@code --min-lr}. */
  COSINE,
  /** A tenth after seven eighths of the steps. */
  STEP
}
