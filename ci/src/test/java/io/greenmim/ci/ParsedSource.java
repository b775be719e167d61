package io.greenmim.ci;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * One Java file as javac parses it, without its types resolved.
 *
 * @param name what to call the file in messages
 * @param unit the tree
 * @param trees gives documentation comments and positions
 */
record ParsedSource(String name, CompilationUnitTree unit, DocTrees trees) {

  /**
   * A declaration in the file.
   *
   * @param path where it is
   * @param visible whether code of other packages can see it
   */
  record Declaration(TreePath path, boolean visible) {

    Tree tree() {
      return path.getLeaf();
    }
  }

  String packageName() {
    return String.valueOf(unit.getPackageName());
  }

  long line(Tree tree) {
    return lineAt(trees.getSourcePositions().getStartPosition(unit, tree));
  }

  long lines(Tree tree) {
    return lineAt(trees.getSourcePositions().getEndPosition(unit, tree)) - line(tree) + 1;
  }

  /** Lines of the whole file. */
  long fileLines() {
    return text().lines().count();
  }

  String text() {
    try {
      return unit.getSourceFile().getCharContent(true).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long lineAt(long position) {
    return unit.getLineMap().getLineNumber(position);
  }

  String at(Tree tree) {
    return name + ":" + line(tree);
  }

  /** The name of a type as {@code Class.getName} gives it. */
  String binaryName(TreePath type) {
    TreePath parent = type.getParentPath();
    String simple = ((ClassTree) type.getLeaf()).getSimpleName().toString();
    return parent.getLeaf() instanceof ClassTree
        ? binaryName(parent) + "$" + simple
        : packageName() + "." + simple;
  }

  /** Types, methods and fields; not what is inside of methods. */
  List<Declaration> declarations() {
    List<Declaration> found = new ArrayList<>();
    new TreePathScanner<Void, Boolean>() {

      @Override
      public Void visitClass(ClassTree type, Boolean outerVisible) {
        boolean visible = outerVisible && isVisible(type.getModifiers().getFlags(), parent());
        found.add(new Declaration(getCurrentPath(), visible));
        return super.visitClass(type, visible);
      }

      @Override
      public Void visitMethod(MethodTree method, Boolean outerVisible) {
        add(method.getModifiers().getFlags(), outerVisible);
        return null;
      }

      @Override
      public Void visitVariable(VariableTree field, Boolean outerVisible) {
        add(field.getModifiers().getFlags(), outerVisible);
        return null;
      }

      @Override
      public Void visitBlock(BlockTree initializer, Boolean outerVisible) {
        return null;
      }

      private void add(Set<Modifier> flags, boolean outerVisible) {
        found.add(new Declaration(getCurrentPath(), outerVisible && isVisible(flags, parent())));
      }

      private Tree parent() {
        return getCurrentPath().getParentPath().getLeaf();
      }
    }.scan(unit, true);
    return found;
  }

  private static boolean isVisible(Set<Modifier> flags, Tree parent) {
    boolean implied =
        (parent.getKind() == Tree.Kind.INTERFACE || parent.getKind() == Tree.Kind.ANNOTATION_TYPE)
            && !flags.contains(Modifier.PRIVATE);
    Set<Modifier> open = EnumSet.of(Modifier.PUBLIC, Modifier.PROTECTED);
    return implied || flags.stream().anyMatch(open::contains);
  }
}
