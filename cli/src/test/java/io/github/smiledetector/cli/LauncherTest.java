package io.github.smiledetector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The launcher leaves TensorFlow's jars off for all but the commands it lists. */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class LauncherTest {
  private static final Pattern LIST = Pattern.compile("^tensorflow_commands=\"([^\"]*)\"");

  @ArchTest
  static void commandsStartedWithoutTensorFlowNeverReachIt(JavaClasses classes) throws IOException {
    List<String> withTensorFlow = tensorFlowCommands();
    for (Map.Entry<String, CommandLine> command :
        SmileCommand.commandLine().getSubcommands().entrySet()) {
      if (!withTensorFlow.contains(command.getKey())) {
        userObjects(command.getValue())
            .filter(type -> type.getName().startsWith(ArchitectureTest.ROOT))
            .forEach(
                type ->
                    assertThat(pathToTensorFlow(classes.get(type)))
                        .as(
                            "smile %s starts without TensorFlow (see ./smile), but gets there by",
                            command.getKey())
                        .isEmpty());
      }
    }
  }

  @ArchTest
  static void trainingIsStartedWithTensorFlow(JavaClasses classes) throws IOException {
    assertThat(tensorFlowCommands()).contains("train");
    assertThat(pathToTensorFlow(classes.get(TrainCommand.class))).isNotEmpty();
  }

  private static List<String> tensorFlowCommands() throws IOException {
    try (Stream<String> lines = Files.lines(ProjectFolder.file("smile"))) {
      return lines
          .map(LIST::matcher)
          .filter(Matcher::find)
          .map(match -> List.of(match.group(1).split(" ")))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Stream<Class<?>> userObjects(CommandLine line) {
    return Stream.concat(
        Stream.of(line.getCommandSpec().userObject().getClass()),
        line.getSubcommands().values().stream().flatMap(LauncherTest::userObjects));
  }

  /** The first way found from a class to TensorFlow through classes of ours, or nothing. */
  private static List<String> pathToTensorFlow(JavaClass start) {
    // SmileCommand knows every command by name; that loads none of them.
    Set<String> seen = new HashSet<>(Set.of(SmileCommand.class.getName(), start.getName()));
    Deque<List<JavaClass>> paths = new ArrayDeque<>(List.of(List.of(start)));
    while (!paths.isEmpty()) {
      List<JavaClass> path = paths.remove();
      for (Dependency dependency : path.get(path.size() - 1).getDirectDependenciesFromSelf()) {
        JavaClass next = dependency.getTargetClass();
        List<JavaClass> longer = Stream.concat(path.stream(), Stream.of(next)).toList();
        if (next.getPackageName().startsWith("org.tensorflow")) {
          return longer.stream().map(JavaClass::getName).toList();
        }
        if (next.getPackageName().startsWith(ArchitectureTest.ROOT) && seen.add(next.getName())) {
          paths.add(longer);
        }
      }
    }
    return List.of();
  }
}
