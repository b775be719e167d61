package io.greenmim.twins;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.MergeOrder;
import io.greenmim.layout.NameMap;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The published layouts of Twins-SVT: titles, names, and orders of the sparse kernels' sides. */
enum TwinsLayout {
  /** GreenMIM with kernels (out, kh, kw, in), as spconv 2 has them. */
  GREENMIM_TWINS("GreenMIM Twins (published code)"),
  /** GreenMIM with kernels (kh, kw, in, out), as spconv 1 has them. */
  GREENMIM_TWINS_SPCONV1("GreenMIM Twins (published code)"),
  /** GreenMIM with kernels (out, in, kh, kw). */
  GREENMIM_TWINS_DENSE("GreenMIM Twins (published code)"),
  /** The original and timm. */
  TIMM("timm Twins");

  /** The smallest kernel, whose sides no other side equals, tells the order. */
  private static final String FIRST_SPARSE = "patch_embeds.1.proj.weight";

  private final String title;

  TwinsLayout(String title) {
    this.title = title;
  }

  /** Where our sides (out, in, kh, kw) of a sparse kernel stand in the layout. */
  private int[] axes() {
    return switch (this) {
      case GREENMIM_TWINS -> new int[] {0, 3, 1, 2};
      case GREENMIM_TWINS_SPCONV1 -> new int[] {3, 2, 0, 1};
      case GREENMIM_TWINS_DENSE, TIMM -> new int[] {0, 1, 2, 3};
    };
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  static TwinsLayout of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  /** Tells the layout of GreenMIM that has the first sparse kernel of a file in this order. */
  static TwinsLayout ofKernels(TensorFile file) {
    for (Map.Entry<String, StoredTensor> entry : file.tensors().entrySet()) {
      List<Long> shape = entry.getValue().shape();
      if (entry.getKey().endsWith(FIRST_SPARSE) && shape.size() == 4) {
        if (shape.get(2) == 2 && shape.get(3) == 2) {
          return GREENMIM_TWINS_DENSE;
        }
        return shape.get(0) == 2 && shape.get(1) == 2 ? GREENMIM_TWINS_SPCONV1 : GREENMIM_TWINS;
      }
    }
    return GREENMIM_TWINS_DENSE;
  }

  EncoderLayout of(ModelKind kind, String prefix) {
    NameMap names =
        EncoderLayout.heads(kind, prefix + "mask_token", "", "head")
            .add("encoder.{*}", prefix + "{*}");
    return new EncoderLayout(
        id(), title, kind, prefix, names, MergeOrder.COLUMN, false, name -> false);
  }

  /** Puts a sparse kernel into our order, if a layout has another one. */
  static StoredTensor kernelToOurs(String id, StoredTensor kernel) {
    return id.equals(EncoderLayout.OURS) ? kernel : KernelSides.permuted(kernel, of(id).axes());
  }

  /** Puts a sparse kernel of ours into the order of a published layout. */
  static StoredTensor kernelToTheirs(String id, StoredTensor kernel) {
    int[] axes = of(id).axes();
    int[] inverse = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      inverse[axes[i]] = i;
    }
    return KernelSides.permuted(kernel, inverse);
  }
}
