package io.greenmim.grouping;

import io.greenmim.masking.BatchMask;
import io.greenmim.masking.PatchMask;
import java.util.List;

/** All indices of a green forward pass under one mask. Immutable, shared by a whole batch. */
public final class GreenPlan implements BatchMask {
  private final PatchMask mask;
  private final int[] patchIndices;
  private final List<StagePlan> stages;

  GreenPlan(PatchMask mask, int[] patchIndices, List<StagePlan> stages) {
    this.mask = mask;
    this.patchIndices = patchIndices;
    this.stages = List.copyOf(stages);
  }

  /**
   * Returns the mask that the plan was made from.
   *
   * @return the mask, at least one patch visible
   */
  public PatchMask mask() {
    return mask;
  }

  @Override
  public List<PatchMask> masks() {
    return List.of(mask);
  }

  /**
   * Returns the rows of stage 0's token grid.
   *
   * @return height in tokens (patches of the patch embedding)
   */
  public int gridHeight() {
    return stages.get(0).height();
  }

  /**
   * Returns the columns of stage 0's token grid.
   *
   * @return width in tokens (patches of the patch embedding)
   */
  public int gridWidth() {
    return stages.get(0).width();
  }

  /**
   * Returns the tokens of stage 0 that are visible, the only ones that the patch embedding
   * computes.
   *
   * @return a fresh array of row-major indices into the {@code gridHeight()} by {@code gridWidth()}
   *     grid, ascending
   */
  public int[] patchIndices() {
    return patchIndices.clone();
  }

  /**
   * Returns the plans of the stages.
   *
   * @return an immutable list, stage 0 first
   */
  public List<StagePlan> stages() {
    return stages;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GreenPlan plan && mask.equals(plan.mask) && stages.equals(plan.stages);
  }

  @Override
  public int hashCode() {
    return 31 * mask.hashCode() + stages.hashCode();
  }
}
