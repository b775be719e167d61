package io.greenmim.cli.option;

import ai.djl.ModelException;
import ai.djl.engine.EngineException;
import ai.djl.translate.TranslateException;
import io.greenmim.train.config.UserException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints failures as one line on the error stream, and decides the exit code.
 *
 * <p>What a user can mend ({@link UserException}, {@link IllegalArgumentException}, {@link
 * IOException}) and what the engine reports is shown by its message. Anything else is a defect of
 * this program and is shown with its stack trace.
 */
public final class FailureReport implements IParameterExceptionHandler, IExecutionExceptionHandler {

  /** What Ctrl-C ends a command with; the virtual machine itself tells SIGTERM by 143. */
  public static final int STOPPED = 130;

  /** What a command ends with whose step in progress would not end, whatever asked it to. */
  public static final int TERMINATED = 143;

  /** What the virtual machine says to libraries that want to be told of its end too late. */
  private static final String ENDING = "Shutdown in progress";

  private final BooleanSupplier stacktrace;

  /**
   * Creates the report.
   *
   * @param stacktrace whether the user asked for stack traces, asked when a failure is printed
   */
  public FailureReport(BooleanSupplier stacktrace) {
    this.stacktrace = stacktrace;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("greenmim: " + usageMessage(failure));
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    if (stacktrace.getAsBoolean()) {
      failure.printStackTrace(err);
    }
    err.flush();
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    PrintWriter err = command.getErr();
    if (wasStopped(failure)) {
      err.println("greenmim: stopped");
      err.flush();
      return STOPPED;
    }
    boolean expected = isExpected(failure);
    err.println(
        "greenmim: "
            + (expected ? text(failure, command.getCommandSpec()) : "internal error: " + failure));
    if (!expected || stacktrace.getAsBoolean()) {
      failure.printStackTrace(err);
    }
    err.flush();
    return ExitCode.SOFTWARE;
  }

  /** The message; settings that it names are called by their options. */
  private static String text(Exception failure, CommandSpec spec) {
    boolean ofSettings =
        failure instanceof UserException || failure instanceof IllegalArgumentException;
    String message = message(failure);
    return ofSettings
        ? SettingOptions.translate(spec, message)
        : SettingOptions.translateMarked(spec, message);
  }

  private static String usageMessage(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return failure.getMessage().replaceFirst("^Error: ", ""); // of options that exclude others
    }
    String argument = unmatched.getUnmatched().get(0);
    boolean isOption = unmatched.isUnknownOption();
    boolean isRoot = failure.getCommandLine().getParent() == null;
    String kind = isOption ? "option" : isRoot ? "command" : "argument";
    List<String> near = unmatched.getSuggestions();
    String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    return "unknown " + kind + " '" + argument + "'" + hint;
  }

  /**
   * Tells whether a failure comes of the end of the process, which the command was told to prepare.
   *
   * @param failure the failure
   * @return whether its cause is that the command was stopped
   */
  public static boolean wasStopped(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          || cause instanceof ClosedByInterruptException
          || cause instanceof FileLockInterruptionException
          || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException))
          || (cause instanceof IllegalStateException && ENDING.equals(cause.getMessage()))
          || (cause instanceof LinkageError && isEnding())) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether the process ends: libraries that were unpacked are being deleted then. */
  private static boolean isEnding() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return !Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static boolean isExpected(Throwable failure) {
    return failure instanceof UserException
        || failure instanceof IllegalArgumentException
        || failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof ModelException
        || failure instanceof EngineException
        || failure instanceof TranslateException;
  }

  /**
   * Says what is wrong with a file whose name is said already.
   *
   * @param file the file
   * @param failure a failure to read it
   * @return the message in one line, without the file that it begins with
   */
  public static String reason(Path file, IOException failure) {
    String message = message(failure);
    String prefix = file + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }

  /**
   * Puts a failure and its causes into one line.
   *
   * @param failure the failure
   * @return the first line of each message, outermost first, without repetitions
   */
  public static String message(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause != null && (failure instanceof UncheckedIOException || isWrapped(failure, cause))) {
      return message(cause);
    }
    String own = ownMessage(failure);
    if (cause == null || cause == failure || failure instanceof UserException) {
      return own;
    }
    String inner = message(cause);
    return own.contains(inner) ? own : own + ": " + inner;
  }

  /** Whether a predictor says no more than what it was told by its translator or model. */
  private static boolean isWrapped(Throwable failure, Throwable cause) {
    return failure instanceof TranslateException && cause.toString().equals(failure.getMessage());
  }

  /**
   * The first line of the message; the file system's exceptions say only the path, so the fact is
   * added.
   */
  private static String ownMessage(Throwable failure) {
    String text = failure.getMessage();
    if (text == null || text.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    String line = text.lines().filter(part -> !part.isBlank()).findFirst().orElse(text).strip();
    if (failure instanceof NoSuchFileException) {
      return line + ": no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return line + ": permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return line + ": exists already";
    }
    return line;
  }
}
