package io.github.smiledetector.cli;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.SmileDetector;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.YuNetFile;
import io.github.smiledetector.fetch.Cache;
import io.github.smiledetector.inference.Network;
import io.github.smiledetector.inference.Processor;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.model.ModelDescription;
import io.github.smiledetector.picture.OpenCv;
import io.github.smiledetector.train.data.BackboneWeights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smile doctor}: what is installed here, and whether it works. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says what smile runs on here, looks for a smile in a photo whose answer is known, and measures how fast that goes.",
      "",
      "Exit code 0 if all is well, 5 if the model is at fault, 2 if it has no such meaning, 1 if something else is. Send what it prints along with a report of a fault: it names no pictures of yours.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smile doctor",
      "  smile doctor --finder yunet",
      "  smile doctor --model mine.smile"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private DetectorChoices choices;

  @Spec private CommandSpec spec;

  private PrintWriter out;

  @Override
  public Integer call() {
    out = spec.commandLine().getOut();
    tellSystem();
    int exitCode = ExitCode.DONE;
    try {
      line("OpenCV", OpenCv.version());
      line("ONNX Runtime", Network.runtimeVersion());
      ModelBundle bundle = choices.bundle();
      tell(bundle);
      tellCache();
      exitCode = examine();
    } catch (ModelException | OptionException e) {
      exitCode = SmileCommand.report(e, spec.commandLine());
    } catch (LinkageError | IllegalStateException e) {
      // A native library that this system cannot load, for one.
      exitCode = SmileCommand.report(new IllegalStateException(e), spec.commandLine());
    }
    out.println();
    out.println(exitCode == ExitCode.DONE ? "All is well." : "Something is wrong: see above.");
    out.flush();
    return exitCode;
  }

  private void tellSystem() {
    Runtime runtime = Runtime.getRuntime();
    out.println(Version.line());
    line(
        "Java",
        System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.vm.name")
            + ", "
            + System.getProperty("java.home"));
    line(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    line("processor", processor() + ", " + runtime.availableProcessors() + " cores for smile");
    line(
        "memory",
        String.format(
            Locale.ROOT, "at most %.1f GiB for Java's part", runtime.maxMemory() / 0x1p30));
    String names = System.getProperty("sun.jnu.encoding", "UTF-8");
    line(
        "file names",
        names.equalsIgnoreCase("UTF-8")
            ? names
            : names + ": names with other characters cannot be given; set LC_ALL=C.UTF-8");
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private void tell(ModelBundle bundle) {
    ModelDescription model = bundle.description();
    line(
        "model",
        String.format(
            Locale.ROOT,
            "%s, %d px, %s, crops for %s",
            model.name(),
            model.sidePx(),
            model.channels() == 1 ? "grey" : "colour",
            String.join(", ", model.crops().keySet())));
    line("", "SHA-256 " + bundle.sha256());
    String used = choices.meaning().orElse(model.defaultMeaning());
    model.meaning(used); // refused before it is listed as the one in use
    model
        .meanings()
        .forEach(
            (name, meaning) ->
                line(
                    name.equals(used) ? "meaning" : "  another",
                    String.format(
                        Locale.ROOT,
                        "%s: %s; threshold %.3g",
                        name,
                        meaning.says(),
                        meaning.threshold())));
    line(
        "network",
        choices.precision().in(bundle)
            + (bundle.eightBit().isPresent()
                ? "; the model has fp32 and int8"
                : "; the model has no int8")
            + (Processor.multipliesEightBitIntegers()
                ? ", the processor is made for int8"
                : ", the processor is not known to be made for int8"));
  }

  private void tellCache() {
    line("cache", Cache.folder().toString());
    line(
        "  YuNet",
        YuNetFile.fetched().isPresent()
            ? "there"
            : "not there; only --finder yunet needs it: smile models fetch yunet");
    line(
        "  MobileNetV2",
        BackboneWeights.installed().isPresent()
            ? "there"
            : "not there; only training needs it: smile models fetch mobilenet-v2");
  }

  private int examine() {
    try (SmileDetector detector = SmileDetector.open(choices.options())) {
      line("face finder", detector.finder());
      SelfTest test = new SelfTest();
      PictureSmiles seen = test.detect(detector);
      List<FaceSmile> faces = seen.faces();
      String probability =
          faces.isEmpty() || faces.get(0).probability().isEmpty()
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", smile probability %.3f",
                  faces.get(0).probability().getAsDouble());
      boolean passed = test.passes(seen, choices.isOwnModel());
      line(
          "self-test",
          (passed ? "passed: " : "FAILED: ")
              + faces.size()
              + (faces.size() == 1 ? " face" : " faces")
              + probability
              + "; expected 1 face"
              + (choices.isOwnModel() ? "" : ", " + test.expected()));
      line("speed", test.speed(detector));
      return passed ? ExitCode.DONE : ExitCode.OUR_FAULT;
    }
  }

  private void line(String what, String found) {
    out.printf("%-14s %s%n", what, found);
    out.flush();
  }
}
