package io.github.smiledetector.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.fit.TrainingListener;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.RunOptions;
import io.github.smiledetector.train.recipe.SplitKind;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow from epoch to epoch. Measured in a process of its own with a heap of fixed
 * size that is resident from the start, so that what grows is native or left in the heap: {@code
 * mvn test -pl train -am -Dtest=TrainingMemoryTest -Dexcluded.groups=none
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
class TrainingMemoryTest {
  private static final int EPOCHS = 40;
  private static final int WARM = 10;
  private static final int EACH = 200;

  /** Over 30 epochs; the augmented pictures of one epoch alone come to 4 MiB. */
  private static final long MOST_GROWTH_KIB = 16 << 10;

  private static final Pattern FIGURES =
      Pattern.compile("(frozen|unfrozen) epoch (\\d+): (\\d+) KiB resident, (\\d+) KiB of heap");

  @TempDir private Path folder;

  /** Trains both stages; the arguments are the pictures' folder and the run's. */
  static final class Training {
    private Training() {}

    public static void main(String[] folders) {
      TrainingRecipe recipe =
          TrainingRecipe.REFERENCE
              .withEpochs(EPOCHS)
              .withImageSidePx(32)
              .withSplit(SplitKind.STRATIFIED);
      LabelledPictures faces =
          PictureFolders.read(Path.of(folders[0]), ClassChoice.smiling("smiling"));
      try (Trainer trainer =
          new Trainer(
              faces,
              recipe,
              Path.of(folders[1]),
              RunOptions.DEFAULT,
              new TrainingListener() {
                @Override
                public void epochFinished(Approach approach, EpochResult result) {
                  if (result.epoch() % WARM == 0) {
                    print(approach, result.epoch());
                  }
                }
              })) {
        trainer.unfrozen(trainer.frozen(StartingPoint.random(1)).folder());
      }
    }

    private static void print(Approach approach, int epoch) {
      System.gc();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      System.out.printf(
          "%s epoch %d: %d KiB resident, %d KiB of heap%n",
          approach.label(), epoch, residentKib(), heap >> 10);
    }
  }

  @Test
  void doesNotGrowFromEpochToEpochInEitherStage() throws Exception {
    Path faces = MadeFaces.draw(folder.resolve("faces"), EACH);
    Process training =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName(),
                faces.toString(),
                folder.resolve("run").toString())
            .redirectErrorStream(true)
            .start();
    List<String> said = training.inputReader().lines().toList();
    assertThat(training.waitFor()).as("%s", said).isZero();
    for (Approach approach : Approach.values()) {
      List<MatchResult> figures =
          said.stream()
              .filter(line -> line.startsWith(approach.label() + " epoch"))
              .flatMap(line -> FIGURES.matcher(line).results())
              .toList();
      figures.forEach(each -> System.out.println(each.group()));
      assertThat(figures).hasSize(EPOCHS / WARM);
      for (int figure : new int[] {3, 4}) {
        long warm = Long.parseLong(figures.get(0).group(figure));
        long end = Long.parseLong(figures.get(figures.size() - 1).group(figure));
        assertThat(end - warm)
            .as("growth in KiB, %s, figure %d", approach.label(), figure)
            .isLessThan(MOST_GROWTH_KIB);
      }
    }
  }

  private static long residentKib() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
