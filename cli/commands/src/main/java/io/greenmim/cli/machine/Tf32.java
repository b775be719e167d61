package io.greenmim.cli.machine;

import java.util.Map;

/**
 * What of float32 a GPU from Ampere on may compute in TF32, which keeps ten bits of the mantissa.
 * DJL has no call for it, and TorchScript neither, so the environment decides, before the engine is
 * loaded: PyTorch takes TF32 for products only if it is told to, and for convolutions unless
 * NVIDIA's libraries are told never to.
 *
 * @param products whether matrix products may be
 * @param convolutions whether convolutions may be
 */
record Tf32(boolean products, boolean convolutions) {

  /** The variable that allows products. */
  static final String ALLOW = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

  /** The variable that forbids all if it is 0. */
  static final String NVIDIA = "NVIDIA_TF32_OVERRIDE";

  /** What an environment comes to; PyTorch takes 1 for yes and nothing else. */
  static Tf32 of(Map<String, String> environment) {
    boolean never = "0".equals(environment.get(NVIDIA));
    return new Tf32(!never && "1".equals(environment.get(ALLOW)), !never);
  }

  /** One line, with what to set for the other choice. */
  String text() {
    return "products in fp32 %s, convolutions %s"
        .formatted(
            products ? "may be (" + ALLOW + "=1)" : "are not (" + ALLOW + "=1 allows them)",
            convolutions ? "may be (" + NVIDIA + "=0 forbids all)" : "are not (" + NVIDIA + "=0)");
  }
}
