package io.github.smiledetector.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The blocks of a Markdown text that are marked as Java, compiled as a reader would who pastes them
 * into a class of their own: a block is either whole types or statements; it may use the imports of
 * the blocks before it.
 */
final class JavaBlocks {
  private static final Pattern BLOCK =
      Pattern.compile("^```java\\b[^\\n]*\\n(.*?)^```[ \\t]*$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern IMPORT = Pattern.compile("^import [^;]+;", Pattern.MULTILINE);
  private static final Pattern TYPE =
      Pattern.compile(
          "^(?:(?:public|final|abstract|sealed) )*(?:class|record|interface|enum) (\\w+)",
          Pattern.MULTILINE);

  private JavaBlocks() {}

  /** One block. */
  record Block(int line, String className, String source) {}

  static List<Block> of(String markdown) {
    List<Block> blocks = new ArrayList<>();
    Set<String> imports = new LinkedHashSet<>();
    Matcher matcher = BLOCK.matcher(markdown.replace("\r\n", "\n"));
    while (matcher.find()) {
      int line = 1 + (int) markdown.substring(0, matcher.start()).lines().count();
      String text = matcher.group(1);
      IMPORT.matcher(text).results().forEach(found -> imports.add(found.group()));
      String body = IMPORT.matcher(text).replaceAll("");
      String head = String.join("\n", imports) + "\n";
      Matcher type = TYPE.matcher(body);
      if (type.find()) {
        blocks.add(new Block(line, type.group(1), head + body));
      } else {
        String name = "SampleAtLine" + line;
        blocks.add(
            new Block(
                line,
                name,
                head
                    + "class "
                    + name
                    + " {\nvoid sample() throws Exception {\n"
                    + body
                    + "\n}\n}"));
      }
    }
    return blocks;
  }

  /** Compiles a block against the class path of the tests; what the compiler has against it. */
  static List<String> errors(Block block, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      boolean compiled =
          compiler
              .getTask(
                  new StringWriter(),
                  files,
                  diagnostics,
                  List.of("-proc:none", "-cp", System.getProperty("java.class.path")),
                  null,
                  List.of(new Source(block)))
              .call();
      List<String> errors =
          diagnostics.getDiagnostics().stream()
              .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
              .map(each -> each.getMessage(Locale.ROOT))
              .toList();
      return compiled || !errors.isEmpty() ? errors : List.of("the compiler failed");
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Block block) {
      super(URI.create("string:///" + block.className() + ".java"), Kind.SOURCE);
      text = block.source();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
