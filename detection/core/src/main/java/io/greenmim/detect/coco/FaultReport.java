package io.greenmim.detect.coco;

/** Takes the faults of one entry. */
@FunctionalInterface
interface FaultReport {

  /** Takes a fault. */
  void fault(FaultKind kind, String detail, Treatment treatment);
}
