package io.greenmim.ci;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The order of the packages: each may use itself, those of lower layers, and the neighbours that
 * are named for it.
 *
 * <p>A class belongs to the listed package with the longest matching name, so {@code model.mim} is
 * not {@code model}.
 */
final class Layers {

  private final String root;
  private final Map<String, Integer> layerOf = new HashMap<>();
  private final Map<String, List<String>> neighboursOf = new HashMap<>();

  /**
   * Orders packages.
   *
   * @param root the prefix of all of them, without a final dot
   * @param layers names below the root, the lowest layer first
   */
  Layers(String root, List<List<String>> layers) {
    this.root = root;
    for (int layer = 0; layer < layers.size(); layer++) {
      for (String name : layers.get(layer)) {
        layerOf.put(name, layer);
      }
    }
  }

  /** Lets one package use another of its own layer. */
  Layers allow(String user, String used) {
    neighboursOf.computeIfAbsent(user, key -> new ArrayList<>()).add(used);
    return this;
  }

  /** The listed package of a class below the root; empty if none is listed for it. */
  private Optional<String> packageOf(JavaClass type) {
    String name = type.getPackageName().substring(root.length());
    return layerOf.keySet().stream()
        .filter(listed -> (name + ".").startsWith("." + listed + "."))
        .max(Comparator.comparingInt(String::length));
  }

  private boolean isBelowRoot(JavaClass type) {
    return (type.getPackageName() + ".").startsWith(root + ".");
  }

  private boolean allowed(String user, String used) {
    return user.equals(used)
        || layerOf.get(used) < layerOf.get(user)
        || neighboursOf.getOrDefault(user, List.of()).contains(used);
  }

  /** The condition that every class has a place, and uses only what its place allows. */
  ArchCondition<JavaClass> keepTheOrder() {
    return new ArchCondition<>("use only lower packages") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Optional<String> user = packageOf(type);
        if (user.isEmpty()) {
          String message = type.getName() + ": its package has no place in the order of packages";
          events.add(SimpleConditionEvent.violated(type, message));
          return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (isBelowRoot(target)) {
            // A target without a place is reported for itself.
            boolean fine = packageOf(target).map(used -> allowed(user.get(), used)).orElse(true);
            events.add(
                new SimpleConditionEvent(
                    type, fine, user.get() + " must not use: " + dependency.getDescription()));
          }
        }
      }
    };
  }
}
