package io.greenmim.ci;

import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A family of backbones is known to itself alone; each rule returns its violations, one line each.
 */
final class FamilyRules {

  /** Names of variants, and of the family's types, by the family's package. */
  private static final Map<String, Pattern> NAMES =
      Map.of(
          "io.greenmim.swin", Pattern.compile("swin_|\\bSwin[A-Z]\\w*"),
          "io.greenmim.pvt", Pattern.compile("pvt_v2_|\\bPvt[A-Z]\\w*"),
          "io.greenmim.twins", Pattern.compile("twins_svt_|\\bTwins[A-Z]\\w*"),
          "io.greenmim.convnext", Pattern.compile("convnextv2_|\\bConvNext[A-Z]\\w*"));

  private FamilyRules() {}

  /**
   * Sources outside the family's package that name its variants or types, in comments too; examples
   * choose a variant, as applications do.
   */
  static List<String> names(ParsedSource source) {
    return source.packageName().equals("io.greenmim.examples")
        ? List.of()
        : lines(source.name(), source.text(), source.packageName());
  }

  /** Resources besides zoos' metadata and the family's registration. */
  static List<String> resources(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      List<String> violations = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        if (name.contains("src/main/resources/")
            && !name.contains("/mlrepo/")
            && !name.contains("/META-INF/services/")) {
          violations.addAll(lines(name, Files.readString(file, StandardCharsets.ISO_8859_1), ""));
        }
      }
      return violations;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(String name, String text, String home) {
    List<String> lines = text.lines().toList();
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (NAMES.entrySet().stream()
          .anyMatch(
              family -> !family.getKey().equals(home) && family.getValue().matcher(line).find())) {
        violations.add("%s:%s: %s".formatted(name, i + 1, lines.get(i).strip()));
      }
    }
    return violations;
  }

  /**
   * Casts to a plan, and questions whether a plan is one, outside of the package that made it.
   *
   * @param plans packages of the types that plans have, by their simple names
   */
  static List<String> casts(ParsedSource source, Map<String, String> plans) {
    List<String> violations = new ArrayList<>();
    new TreePathScanner<Void, Void>() {

      @Override
      public Void visitTypeCast(TypeCastTree cast, Void unused) {
        check(cast, cast.getType());
        return super.visitTypeCast(cast, null);
      }

      @Override
      public Void visitInstanceOf(InstanceOfTree question, Void unused) {
        check(question, question.getType() == null ? question.getPattern() : question.getType());
        return super.visitInstanceOf(question, null);
      }

      private void check(Tree place, Tree type) {
        String text = type.toString().replaceAll("^.*[.]|[\\s(<].*$", "");
        String home = plans.get(text);
        if (home != null && !home.equals(source.packageName())) {
          violations.add("%s: looks into %s, a plan of %s".formatted(source.at(place), text, home));
        }
      }
    }.scan(source.unit(), null);
    return violations;
  }
}
