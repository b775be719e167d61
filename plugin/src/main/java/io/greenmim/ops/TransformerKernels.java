package io.greenmim.ops;

/** The functions of the transformers and their optimiser. */
public final class TransformerKernels implements KernelProvider {

  /** Their text. */
  public static final KernelSource SOURCE = new KernelSource(TransformerKernels.class, "kernels");

  /** Makes the provider. */
  public TransformerKernels() {}

  @Override
  public KernelSource source() {
    return SOURCE;
  }
}
