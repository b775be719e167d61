package io.greenmim.bench.detect;

/** The parts of an inference, each from one of the detector's own calls to the next. */
public enum InferencePhase {
  /** Upload of the pixels, normalisation, padding. */
  PIXELS,
  /** Maps of the encoder. */
  ENCODER,
  /** Levels of the feature pyramid. */
  PYRAMID,
  /** Head of the region proposal network, and the selection of proposals. */
  PROPOSALS,
  /** Class, box and mask: pooling, heads, and the selection of detections. */
  HEADS,
  /** Boxes and masks in the pixels of the image. */
  PASTING
}
