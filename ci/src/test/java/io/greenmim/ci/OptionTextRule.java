package io.greenmim.ci;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts of the library speak of settings, as who embeds it knows no option; the command line
 * translates. A whole command line of ours in quotes may be named, and what a setting's annotation
 * says is the command line's help.
 */
final class OptionTextRule {

  private static final String COMMANDS = "cli/commands/";

  /** Options of another program. */
  private static final String OTHERS = "/NvidiaDriver.java";

  private static final Pattern COMMAND_LINE = Pattern.compile("'greenmim [^']*'");
  private static final Pattern OPTION = Pattern.compile("--[a-z]");

  private OptionTextRule() {}

  static List<String> violations(ParsedSource source) {
    List<String> violations = new ArrayList<>();
    if (source.name().startsWith(COMMANDS) || source.name().endsWith(OTHERS)) {
      return violations;
    }
    new TreeScanner<Void, Void>() {

      @Override
      public Void visitAnnotation(AnnotationTree annotation, Void none) {
        return annotation.getAnnotationType().toString().equals("Setting")
            ? null
            : super.visitAnnotation(annotation, null);
      }

      @Override
      public Void visitLiteral(LiteralTree literal, Void none) {
        if (literal.getValue() instanceof String text
            && OPTION.matcher(COMMAND_LINE.matcher(text).replaceAll("")).find()) {
          violations.add(source.at(literal) + ": names an option of the command line");
        }
        return null;
      }
    }.scan(source.unit(), null);
    return violations;
  }
}
