package io.greenmim.verify.detect;

import ai.djl.ndarray.NDManager;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceConfig;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.ReferenceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A detector under other settings. Parameters, images and configuration are those of the file whose
 * name lacks the ending {@code _variants}.
 */
final class VariantReference implements ReferenceKind {

  private static final String VARIANTS = "variants";
  private static final String ENDING = "_" + VARIANTS;

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().has(VARIANTS);
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    DetectorReference.demandFloat32(file, precision);
    Ledger ledger = new Ledger(file);
    ReferenceFile base = ReferenceFile.open(base(file.path()));
    ReferenceConfig variants = file.config().part(VARIANTS);
    for (String name : variants.names()) {
      repeat(name, variants.part(name), base, ledger, precision);
    }
    return ledger.close();
  }

  private static Path base(Path variants) throws IOException {
    String name = variants.getFileName().toString();
    if (!name.contains(ENDING)) {
      throw new IOException(
          "%s: expected a name with %s, which names the file with the parameters"
              .formatted(variants, ENDING));
    }
    return variants.resolveSibling(name.replace(ENDING, ""));
  }

  private static void repeat(
      String name, ReferenceConfig variant, ReferenceFile base, Ledger ledger, Precision precision)
      throws IOException {
    RecordedSettings settings =
        RecordedSettings.of(base.config().part(DetectorReference.CONFIG), variant.part("settings"));
    try (NDManager manager = NDManager.newBaseManager();
        ArrayScope scope = new ArrayScope()) {
      RecordedDetector detector =
          RecordedDetector.of(
              manager,
              settings,
              base.tensors(),
              new Ledger(base),
              new HashSet<>(variant.integers("images_without_gt")));
      new TrainingComparison(detector, ledger, name + "/")
          .run(manager, settings.permutation(), precision, norms(variant));
      if (ledger.has(name + "/test/det/image0/boxes")) {
        new InferenceComparison(detector, ledger, name + "/")
            .run(new PassStore(manager, precision), List.of());
      }
    }
  }

  private static Map<String, Double> norms(ReferenceConfig variant) throws IOException {
    Map<String, Double> norms = new TreeMap<>();
    ReferenceConfig recorded = variant.part("grad_l2");
    for (String name : recorded.names()) {
      norms.put(name, recorded.number(name));
    }
    return norms;
  }
}
