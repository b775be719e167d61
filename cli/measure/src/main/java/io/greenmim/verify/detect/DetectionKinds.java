package io.greenmim.verify.detect;

import io.greenmim.verify.ReferenceKind;
import java.util.List;

/** The kinds of reference files that detectors, their operators and COCO's tools have. */
public final class DetectionKinds {

  /** All of them. */
  public static final List<ReferenceKind> ALL =
      List.of(
          new OperatorReference(),
          new RleReference(),
          new CocoReference(),
          new DetectorReference(),
          new VariantReference());

  private DetectionKinds() {}
}
