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
import java.util.TreeMap;
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
    commands("", SmileCommand.commandLine())
        .forEach(
            (name, type) -> {
              boolean listed =
                  withTensorFlow.contains(name)
                      || withTensorFlow.contains(name.replaceFirst("/.*", ""));
              if (!listed && type.getName().startsWith(ArchitectureTest.ROOT)) {
                assertThat(pathToTensorFlow(classes.get(type)))
                    .as("smile %s starts without TensorFlow (see ./smile), but gets there by", name)
                    .isEmpty();
              }
            });
  }

  @ArchTest
  static void trainingIsStartedWithTensorFlow(JavaClasses classes) throws IOException {
    assertThat(tensorFlowCommands()).contains("train", "finder/train");
    assertThat(pathToTensorFlow(classes.get(TrainCommand.class))).isNotEmpty();
    assertThat(pathToTensorFlow(classes.get(FinderTrainCommand.class))).isNotEmpty();
  }

  @ArchTest
  static void theLauncherListsCommandsThatThereAre(JavaClasses classes) throws IOException {
    assertThat(commands("", SmileCommand.commandLine()).keySet())
        .containsAll(tensorFlowCommands())
        .contains("finder/evaluate");
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

  /** All commands with their classes, by their words: command, or command/subcommand. */
  private static Map<String, Class<?>> commands(String above, CommandLine line) {
    Map<String, Class<?>> commands = new TreeMap<>();
    line.getSubcommands()
        .forEach(
            (word, subcommand) -> {
              String name = above + word;
              commands.put(name, subcommand.getCommandSpec().userObject().getClass());
              commands.putAll(commands(name + "/", subcommand));
            });
    return commands;
  }

  /** The first way found from a class to TensorFlow through classes of ours, or nothing. */
  private static List<String> pathToTensorFlow(JavaClass start) {
    if (start.isEquivalentTo(FinderCommand.class)) {
      return List.of(); // knows its parts by name; they are commands of their own
    }
    // SmileCommand knows every command by name; that loads none of them.
    Set<String> seen =
        new HashSet<>(
            Set.of(SmileCommand.class.getName(), FinderCommand.class.getName(), start.getName()));
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
