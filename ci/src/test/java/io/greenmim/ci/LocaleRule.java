package io.greenmim.ci;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and numbers never depend on the locale of the application: under ar-EG {@code %d} prints
 * other digits, under de-DE {@code %.1f} another point, under tr-TR an i loses its dot.
 *
 * <p>A template without a locale therefore stands in the code as a literal and knows only {@code
 * %s}, {@code %n} and {@code %%}, which no locale changes; everything else names its locale.
 */
final class LocaleRule {

  private static final Pattern CONVERSION =
      Pattern.compile("%(?:\\d+\\$)?[-#+ 0,(]*\\d*(?:\\.\\d+)?[a-zA-Z%]");
  private static final Pattern PLAIN = Pattern.compile("%(?:\\d+\\$)?-?\\d*[s%n]");
  private static final Set<String> CASES = Set.of("toLowerCase", "toUpperCase");
  private static final Set<String> DEFAULT_LOCALE_FACTORIES =
      Set.of("getInstance", "getNumberInstance", "getIntegerInstance", "getPercentInstance");
  private static final Set<String> DEFAULT_LOCALE_TYPES =
      Set.of("DecimalFormat", "SimpleDateFormat", "MessageFormat", "Scanner");

  private LocaleRule() {}

  static List<String> violations(ParsedSource source) {
    List<String> violations = new ArrayList<>();
    new TreeScanner<Void, Void>() {

      @Override
      public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
        if (call.getMethodSelect() instanceof MemberSelectTree method && depends(method, call)) {
          violations.add(
              source.at(call) + ": " + method.getIdentifier() + " depends on the default locale");
        }
        return super.visitMethodInvocation(call, null);
      }

      @Override
      public Void visitNewClass(NewClassTree made, Void none) {
        String type = made.getIdentifier().toString();
        if (DEFAULT_LOCALE_TYPES.contains(type)) {
          violations.add(source.at(made) + ": " + type + " depends on the default locale");
        }
        return super.visitNewClass(made, null);
      }
    }.scan(source.unit(), null);
    return violations;
  }

  private static boolean depends(MemberSelectTree method, MethodInvocationTree call) {
    String name = method.getIdentifier().toString();
    String receiver = method.getExpression().toString();
    List<? extends ExpressionTree> arguments = call.getArguments();
    if (name.equals("formatted")) {
      return !isPlain(method.getExpression());
    }
    if (name.equals("printf") || (name.equals("format") && receiver.equals("String"))) {
      return !isLocale(arguments.get(0)) && !isPlain(arguments.get(0));
    }
    if (CASES.contains(name)) {
      return arguments.isEmpty();
    }
    if (name.equals("ofPattern")) {
      return arguments.size() == 1;
    }
    return receiver.equals("NumberFormat")
        && DEFAULT_LOCALE_FACTORIES.contains(name)
        && arguments.isEmpty();
  }

  private static boolean isLocale(ExpressionTree argument) {
    return argument.toString().matches("(java\\.util\\.)?Locale\\.ROOT");
  }

  private static boolean isPlain(ExpressionTree template) {
    Optional<String> text = literal(template);
    if (text.isEmpty()) {
      return false;
    }
    Matcher conversions = CONVERSION.matcher(text.get());
    while (conversions.find()) {
      if (!PLAIN.matcher(conversions.group()).matches()) {
        return false;
      }
    }
    return true;
  }

  /** The text of a literal, or of several that are joined. */
  private static Optional<String> literal(ExpressionTree expression) {
    if (expression instanceof ParenthesizedTree parentheses) {
      return literal(parentheses.getExpression());
    }
    if (expression instanceof BinaryTree join) {
      return literal(join.getLeftOperand())
          .flatMap(left -> literal(join.getRightOperand()).map(left::concat));
    }
    return expression instanceof LiteralTree literal && literal.getValue() instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }
}
