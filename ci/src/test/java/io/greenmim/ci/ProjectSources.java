package io.greenmim.ci;

import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The main source files of all modules.
 *
 * @param root the folder of the project
 * @param sources the files, parsed
 */
record ProjectSources(Path root, List<ParsedSource> sources) {

  private static final ProjectSources MAIN = read(root(System.getProperty("greenmim.root")));

  static ProjectSources main() {
    return MAIN;
  }

  private static Path root(String property) {
    // Maven passes the folder; without it (in an editor) the tests run in the module's.
    return property == null ? Path.of("").toAbsolutePath().getParent() : Path.of(property);
  }

  private static ProjectSources read(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      List<JavaFileObject> sources = new ArrayList<>();
      String main = File.separator + Path.of("src", "main", "java") + File.separator;
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).sorted().toList()) {
        Path relative = root.relativize(file);
        if (relative.toString().contains(main)) {
          String text = Files.readString(file, StandardCharsets.UTF_8);
          sources.add(source(relative.toString().replace('\\', '/'), text));
        }
      }
      return new ProjectSources(root, parse(sources));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses one text as a file of that name. */
  static ParsedSource parse(String name, String text) {
    return parse(List.of(source(name, text))).get(0);
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(URI.create("string:/" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private static List<ParsedSource> parse(List<JavaFileObject> files) {
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, files);
    DocTrees trees = DocTrees.instance(task);
    List<ParsedSource> parsed = new ArrayList<>();
    try {
      task.parse()
          .forEach(
              unit -> {
                String name = unit.getSourceFile().toUri().getPath().substring(1);
                parsed.add(new ParsedSource(name, unit, trees));
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parsed;
  }

  /** The packages that hold a type, each with the modules that have it. */
  Map<String, Set<String>> packages() {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (ParsedSource source : sources) {
      if (!source.name().endsWith("package-info.java")) {
        String module = source.name().substring(0, source.name().indexOf("/src/"));
        modules.computeIfAbsent(source.packageName(), key -> new TreeSet<>()).add(module);
      }
    }
    return modules;
  }
}
