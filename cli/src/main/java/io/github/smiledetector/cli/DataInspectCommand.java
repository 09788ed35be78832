package io.github.smiledetector.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.smiledetector.train.data.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smile data inspect}: what a folder of pictures is made of. */
@Command(
    name = "inspect",
    description = {
      "Decodes every picture of a data set and says what there is: counts, sizes, colour or grey,"
          + " files that cannot be read, byte-identical files, identical files with opposite"
          + " labels, and the accuracy of always answering the largest class, which a model has to"
          + " beat.",
      "",
      "DIR holds one sub-folder per class, two or more; pictures may lie deeper. Hidden files are"
          + " passed over; jpg, jpeg, png, bmp, webp, tif, tiff and gif count as pictures."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every picture could be read",
      "3:some could not; the rest is reported",
      "4:DIR is no such folder"
    },
    footer = {
      "",
      "Examples:",
      "  smile data inspect data/smilesmiled",
      "  smile data inspect my-faces --json > my-faces.json"
    })
final class DataInspectCommand implements Callable<Integer> {
  private static final int MOST_LISTED = 10;

  @Parameters(
      paramLabel = "DIR",
      description = "The data set: a folder with one sub-folder of pictures per class.")
  private Path folder;

  @Option(names = "--json", description = "Print one JSON object that lists everything.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    Inspection found;
    try (ConsoleProgress progress =
        new ConsoleProgress(
            "inspect", ConsoleProgress.Unit.PICTURES, spec.commandLine().getErr())) {
      found = Inspection.of(folder, progress);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json(found)));
    } else {
      text(found).forEach(out::println);
    }
    out.flush();
    return found.unreadable().isEmpty() ? ExitCode.DONE : ExitCode.SOME_INPUTS_FAILED;
  }

  private static List<String> text(Inspection found) {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%s: %s in %s",
            found.folder(),
            count(found.pictures(), "picture"),
            count(found.classes().size(), "class", "classes")));
    int width = found.classes().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    Inspection.ClassCount largest = found.classes().get(0);
    for (Inspection.ClassCount each : found.classes()) {
      boolean smiles = found.smilingGuess().filter(each.name()::equals).isPresent();
      lines.add(
          format(
              "  %-" + width + "s %,8d  %5.1f %%%s",
              each.name(),
              each.pictures(),
              100.0 * each.pictures() / found.pictures(),
              smiles ? "  smiling, by its name" : ""));
      if (each.pictures() > largest.pictures()) {
        largest = each;
      }
    }
    lines.add(
        format(
            "always answering %s: %.1f %% right", largest.name(), 100 * found.majorityAccuracy()));
    lines.add("sizes: " + sizes(found));
    lines.add("colours: " + colours(found));
    lines.add("unreadable: " + (found.unreadable().isEmpty() ? "none" : ""));
    listed(lines, found.unreadable(), u -> u.name() + ": " + u.reason());
    lines.add("byte-identical: " + groups(found.identical()));
    List<List<String>> within = new ArrayList<>(found.identical());
    within.removeAll(found.identicalAcrossClasses());
    listed(lines, within, names -> String.join(" = ", names));
    String across = found.classes().size() == 2 ? "with opposite labels" : "in different classes";
    lines.add("identical " + across + ": " + groups(found.identicalAcrossClasses()));
    listed(lines, found.identicalAcrossClasses(), names -> String.join(" = ", names));
    if (!found.loosePictures().isEmpty()) {
      lines.add(
          "passed over: "
              + count(found.loosePictures().size(), "picture")
              + " beside the class folders");
    }
    if (found.otherFiles() > 0) {
      lines.add(
          "passed over: "
              + count(found.otherFiles(), "file")
              + " in the class folders that are no pictures by their names");
    }
    return lines.stream().map(String::stripTrailing).toList();
  }

  private static String sizes(Inspection found) {
    if (found.mostCommon().isEmpty()) {
      return "none, for nothing could be read";
    }
    Inspection.SizeCount common = found.mostCommon().get();
    int readable = found.pictures() - found.unreadable().size();
    if (common.pictures() == readable) {
      return "all " + size(common.size());
    }
    return format(
        "%s to %s, most often %s (%,d)",
        size(found.smallest().orElseThrow()),
        size(found.largest().orElseThrow()),
        size(common.size()),
        common.pictures());
  }

  private static String size(Inspection.Size size) {
    return size.widthPx() + "x" + size.heightPx();
  }

  private static String colours(Inspection found) {
    List<String> parts = new ArrayList<>();
    if (found.grey() > 0) {
      parts.add(format("%,d grey", found.grey()));
    }
    if (found.greyInColour() > 0) {
      parts.add(format("%,d grey but stored in colour", found.greyInColour()));
    }
    if (found.colour() > 0) {
      parts.add(format("%,d in colour", found.colour()));
    }
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }

  private static String groups(List<List<String>> groups) {
    if (groups.isEmpty()) {
      return "none";
    }
    boolean pairs = groups.stream().allMatch(g -> g.size() == 2);
    return pairs
        ? count(groups.size(), "pair")
        : count(groups.size(), "group")
            + " of "
            + format("%,d", groups.stream().mapToInt(List::size).sum())
            + " files";
  }

  private static <T> void listed(List<String> lines, List<T> all, Function<T, String> line) {
    all.stream().limit(MOST_LISTED).forEach(each -> lines.add("  " + line.apply(each)));
    if (all.size() > MOST_LISTED) {
      lines.add(format("  and %,d more; --json lists all", all.size() - MOST_LISTED));
    }
  }

  private static String count(int n, String one) {
    return count(n, one, one + "s");
  }

  private static String count(int n, String one, String many) {
    return format("%,d %s", n, n == 1 ? one : many);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static Map<String, Object> json(Inspection found) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("folder", found.folder().toString());
    json.put("pictures", found.pictures());
    json.put(
        "classes",
        found.classes().stream()
            .map(c -> ordered("name", c.name(), "pictures", c.pictures()))
            .toList());
    json.put("majorityAccuracy", found.majorityAccuracy());
    json.put("smilingGuess", found.smilingGuess().orElse(null));
    json.put("smallest", found.smallest().map(DataInspectCommand::sizeJson).orElse(null));
    json.put("largest", found.largest().map(DataInspectCommand::sizeJson).orElse(null));
    json.put(
        "mostCommon",
        found
            .mostCommon()
            .map(
                common -> {
                  Map<String, Object> size = sizeJson(common.size());
                  size.put("pictures", common.pictures());
                  return size;
                })
            .orElse(null));
    json.put("grey", found.grey());
    json.put("greyInColour", found.greyInColour());
    json.put("colour", found.colour());
    json.put(
        "unreadable",
        found.unreadable().stream()
            .map(u -> ordered("file", u.name(), "reason", u.reason()))
            .toList());
    json.put("identical", found.identical());
    json.put("identicalAcrossClasses", found.identicalAcrossClasses());
    json.put("picturesBesideClasses", found.loosePictures());
    json.put("otherFiles", found.otherFiles());
    return json;
  }

  private static Map<String, Object> sizeJson(Inspection.Size size) {
    return ordered("width", size.widthPx(), "height", size.heightPx());
  }

  private static Map<String, Object> ordered(
      String first, Object firstValue, String second, Object secondValue) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, firstValue);
    map.put(second, secondValue);
    return map;
  }
}
