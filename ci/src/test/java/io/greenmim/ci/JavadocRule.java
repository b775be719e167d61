package io.greenmim.ci;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import io.greenmim.ci.ParsedSource.Declaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/**
 * What is visible to other packages is documented, and completely.
 *
 * <p>It stands in for doclint's group {@code missing}, which would ask for a record's
 * {@code @param}s once more at its compact constructor. Everything else that doclint knows is
 * checked by the Javadoc tool.
 */
final class JavadocRule {

  private JavadocRule() {}

  static List<String> missing(ParsedSource source) {
    List<String> violations = new ArrayList<>();
    for (Declaration declaration : source.declarations()) {
      if (!declaration.visible()) {
        continue;
      }
      DocCommentTree comment = source.trees().getDocCommentTree(declaration.path());
      Set<String> wanted = wanted(declaration);
      wanted.removeAll(given(comment));
      for (String part : wanted) {
        violations.add(source.at(declaration.tree()) + ": no " + part + " in the Javadoc");
      }
    }
    return violations;
  }

  private static Set<String> wanted(Declaration declaration) {
    Set<String> wanted = new TreeSet<>();
    Tree tree = declaration.tree();
    if (tree instanceof ClassTree type) {
      wanted.add("comment");
      addTypeParameters(wanted, type.getTypeParameters());
      if (type.getKind() == Tree.Kind.RECORD) {
        components(type).forEach(name -> wanted.add("@param " + name));
      }
    } else if (tree instanceof VariableTree field) {
      // A record's components appear as fields; the type's @param documents them.
      boolean isComponent =
          declaration.path().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD
              && !field.getModifiers().getFlags().contains(Modifier.STATIC);
      if (!isComponent) {
        wanted.add("comment");
      }
    } else if (tree instanceof MethodTree method && !inheritsComment(method)) {
      wanted.add("comment");
      if (!isCanonicalConstructor(declaration)) {
        addTypeParameters(wanted, method.getTypeParameters());
        method.getParameters().forEach(p -> wanted.add("@param " + p.getName()));
      }
      boolean isVoid =
          method.getReturnType() == null || method.getReturnType().toString().equals("void");
      if (!isVoid) {
        wanted.add("@return");
      }
      method.getThrows().forEach(type -> wanted.add("@throws " + simpleName(type.toString())));
    }
    return wanted;
  }

  private static void addTypeParameters(
      Set<String> wanted, List<? extends TypeParameterTree> types) {
    types.forEach(type -> wanted.add("@param <" + type.getName() + ">"));
  }

  private static List<String> components(ClassTree type) {
    return type.getMembers().stream()
        .filter(member -> member instanceof VariableTree)
        .map(member -> (VariableTree) member)
        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
        .map(field -> field.getName().toString())
        .toList();
  }

  private static boolean inheritsComment(MethodTree method) {
    return method.getModifiers().getAnnotations().stream()
        .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
  }

  /** A record's constructor that takes the components, in its compact form or not. */
  private static boolean isCanonicalConstructor(Declaration declaration) {
    return declaration.tree() instanceof MethodTree method
        && method.getReturnType() == null
        && declaration.path().getParentPath().getLeaf() instanceof ClassTree type
        && type.getKind() == Tree.Kind.RECORD
        && method.getParameters().stream()
            .map(parameter -> parameter.getName().toString())
            .toList()
            .equals(components(type));
  }

  private static Set<String> given(DocCommentTree comment) {
    Set<String> given = new TreeSet<>();
    if (comment == null) {
      return given;
    }
    if (!comment.getFullBody().isEmpty()) {
      given.add("comment");
    }
    for (DocTree tag : comment.getFullBody()) {
      if (tag.getKind() == DocTree.Kind.RETURN) {
        given.add("@return");
      }
    }
    for (DocTree tag : comment.getBlockTags()) {
      if (tag instanceof ParamTree param && !param.getDescription().isEmpty()) {
        String name = param.getName().toString();
        given.add("@param " + (param.isTypeParameter() ? "<" + name + ">" : name));
      } else if (tag.getKind() == DocTree.Kind.RETURN) {
        given.add("@return");
      } else if (tag instanceof ThrowsTree thrown) {
        given.add("@throws " + simpleName(thrown.getExceptionName().toString()));
      }
    }
    return given;
  }

  private static String simpleName(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
