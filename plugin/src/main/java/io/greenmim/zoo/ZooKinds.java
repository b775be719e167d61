package io.greenmim.zoo;

import io.greenmim.host.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of models of all modules on the class path. */
final class ZooKinds {

  /** Builds detectors, in a jar of its own. */
  static final String DETECTOR_BLOCK = "io.greenmim.detect.zoo.DetectorBlockFactory";

  /** Encoders and what stands on them. */
  static final ZooKind ENCODERS = new EncoderKind();

  /** Jars that may be absent, by the classes that build their models. */
  private static final Map<String, String> JARS =
      Map.of(DETECTOR_BLOCK, "io.greenmim:greenmim-detection");

  private ZooKinds() {}

  /** All kinds, encoders last. */
  static List<ZooKind> installed() {
    List<ZooKind> all = new ArrayList<>();
    all.addAll(Providers.of(ZooKind.class));
    all.add(ENCODERS);
    return all;
  }

  /** Names the class that builds models of a kind. */
  static String block(ZooKind kind) {
    return kind.blocks().getClass().getName();
  }

  /** Names the class that makes their translators. */
  static String translator(ZooKind kind) {
    return kind.translators().getClass().getName();
  }

  /** Finds the kind with a class that builds models. */
  static Optional<ZooKind> ofBlock(Object name) {
    return installed().stream().filter(kind -> block(kind).equals(name)).findFirst();
  }

  /** Finds the kind of a model by its configuration. */
  static Optional<ZooKind> ofConfig(Map<String, Object> config) {
    return installed().stream().filter(kind -> kind.describes(config)).findFirst();
  }

  /** The jar that has a class that builds models, if it is one of ours and not there. */
  static Optional<String> missingJar(Object name) {
    boolean absent = name instanceof String && ofBlock(name).isEmpty();
    return absent ? Optional.ofNullable(JARS.get(name)) : Optional.empty();
  }

  /** The jars of ours that are not on the class path. */
  static List<String> missingJars() {
    return JARS.keySet().stream().flatMap(name -> missingJar(name).stream()).sorted().toList();
  }
}
