package io.greenmim.ci;

import com.sun.source.doctree.BlockTagTree;
import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import io.greenmim.ci.ParsedSource.Declaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What CONTRIBUTING.md asks of a source file; each rule returns its violations, one line each. */
final class SourceRules {

  static final int MOST_FILE_LINES = 400;
  static final int MOST_METHOD_LINES = 60;
  static final int MOST_PARAMETERS = 7;

  private static final List<String> EMPTY_NAMES = List.of("Utils", "Util", "Helper", "Manager");
  private static final Set<String> ARRAYS = Set.of("NDArray", "NDList");

  private SourceRules() {}

  static List<String> sizes(ParsedSource source) {
    List<String> violations = new ArrayList<>();
    long fileLines = source.fileLines();
    if (fileLines > MOST_FILE_LINES) {
      violations.add(source.name() + ": " + fileLines + " lines, at most " + MOST_FILE_LINES);
    }
    for (Declaration declaration : source.declarations()) {
      if (declaration.tree() instanceof MethodTree method
          && source.lines(method) > MOST_METHOD_LINES) {
        violations.add(
            "%s: method of %d lines, at most %d"
                .formatted(source.at(method), source.lines(method), MOST_METHOD_LINES));
      }
    }
    return violations;
  }

  static List<String> names(ParsedSource source) {
    List<String> violations = new ArrayList<>();
    for (Declaration declaration : source.declarations()) {
      if (declaration.tree() instanceof ClassTree type
          && EMPTY_NAMES.stream().anyMatch(type.getSimpleName().toString()::endsWith)) {
        violations.add(
            source.at(type) + ": " + type.getSimpleName() + " does not say what the type is");
      }
    }
    return violations;
  }

  /** A record's own constructors are left out: the components are its parameters. */
  static List<String> parameters(ParsedSource source) {
    List<String> violations = new ArrayList<>();
    for (Declaration declaration : source.declarations()) {
      if (declaration.visible()
          && declaration.tree() instanceof MethodTree method
          && method.getParameters().size() > MOST_PARAMETERS
          && !(method.getReturnType() == null
              && declaration.path().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD)) {
        violations.add(
            "%s: %s has %d parameters, at most %d"
                .formatted(
                    source.at(method),
                    method.getName(),
                    method.getParameters().size(),
                    MOST_PARAMETERS));
      }
    }
    return violations;
  }

  /** Blocks say the shapes that they take and give. */
  static List<String> shapesOfBlocks(ParsedSource source, Set<String> blocks) {
    List<String> violations = new ArrayList<>();
    for (Declaration declaration : source.declarations()) {
      if (declaration.visible()
          && declaration.tree() instanceof ClassTree type
          && blocks.contains(source.binaryName(declaration.path()))
          && !hasShape(source, declaration.path())) {
        violations.add(source.at(type) + ": block without @shape in its Javadoc");
      }
    }
    return violations;
  }

  /** So do the functions on arrays. */
  static List<String> shapesOfOps(ParsedSource source) {
    List<String> violations = new ArrayList<>();
    if (!source.packageName().startsWith("io.greenmim.ops")) {
      return violations;
    }
    for (Declaration declaration : source.declarations()) {
      if (declaration.visible()
          && declaration.tree() instanceof MethodTree method
          && method.getParameters().stream()
              .anyMatch(parameter -> ARRAYS.contains(String.valueOf(parameter.getType())))
          && !hasShape(source, declaration.path())
          && !hasShape(source, declaration.path().getParentPath())) {
        violations.add(source.at(method) + ": " + method.getName() + " without @shape");
      }
    }
    return violations;
  }

  private static boolean hasShape(ParsedSource source, TreePath path) {
    DocCommentTree comment = source.trees().getDocCommentTree(path);
    return comment != null
        && comment.getBlockTags().stream()
            .anyMatch(
                tag -> tag instanceof BlockTagTree block && block.getTagName().equals("shape"));
  }
}
