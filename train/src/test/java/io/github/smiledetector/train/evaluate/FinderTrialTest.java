package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.face.Face;
import io.github.smiledetector.face.FaceFinder;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.train.data.MarkedFace;
import io.github.smiledetector.train.data.MarkedPhoto;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinderTrialTest {
  @TempDir Path dir;

  /** Finds the white in a picture, and scores it by where it is; the more to the left, the more. */
  private static final class WhiteFinder implements FaceFinder {
    @Override
    public String name() {
      return "white";
    }

    @Override
    public List<Face> find(Picture picture, int smallestPx) {
      int left = Integer.MAX_VALUE;
      int right = -1;
      int top = Integer.MAX_VALUE;
      int bottom = -1;
      Picture grey = picture.grey();
      for (int i = 0; i < grey.pixels().length; i++) {
        if ((grey.pixels()[i] & 0xFF) > 128) {
          left = Math.min(left, i % grey.widthPx());
          right = Math.max(right, i % grey.widthPx());
          top = Math.min(top, i / grey.widthPx());
          bottom = Math.max(bottom, i / grey.widthPx());
        }
      }
      return right < 0
          ? List.of()
          : List.of(
              new Face(
                  new Box(left, top, right - left + 1, bottom - top + 1),
                  1 - left / (double) grey.widthPx()));
    }

    @Override
    public void close() {}
  }

  private static final JudgedFinder WHITE =
      new JudgedFinder("white", new WhiteFinder(), new WhiteFinder(), 0.5);

  private MarkedPhoto photo(String name, int whiteX, int markedX, String person)
      throws IOException {
    BufferedImage image = new BufferedImage(120, 100, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(whiteX, 10, 30, 30);
    pen.dispose();
    Path file = dir.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    Box box = new Box(markedX, 10, 30, 30);
    return new MarkedPhoto(
        file, name, 120, 100, person, List.of(new MarkedFace(box, Optional.empty(), 1, false)));
  }

  private static FinderTrial.Result run(List<MarkedPhoto> photos, Integer... degrees) {
    return new FinderTrial(photos, 0.5, 20, List.of(degrees))
        .run(List.of(WHITE), (done, total) -> {});
  }

  @Test
  void tellsFoundMissedAndFalseFaces() throws IOException {
    FinderTrial.Result result =
        run(
            List.of(
                photo("right.png", 20, 20, "a"),
                photo("below the threshold.png", 80, 80, "b"),
                photo("elsewhere.png", 10, 80, "c")));
    FinderEvaluation evaluation = result.evaluations().get(0);
    assertThat(evaluation.found()).isEqualTo(1);
    assertThat(evaluation.missed()).isEqualTo(2);
    assertThat(evaluation.wrong()).isEqualTo(1);
    assertThat(evaluation.metric(FinderMetric.RECALL).value()).isEqualTo(1 / 3.0);
    assertThat(evaluation.metric(FinderMetric.RECALL_AT_1).value()).isEqualTo(2 / 3.0);
    assertThat(evaluation.wrongFaces())
        .extracting(FaceCutOut::name)
        .containsExactly("elsewhere.png");
    assertThat(evaluation.missedFaces()).hasSize(2);
    assertThat(evaluation.sizes())
        .extracting(FinderEvaluation.Size::range)
        .containsExactly("20-40");
    assertThat(result.byPerson()).isTrue();
  }

  @Test
  void findsTurnedFacesWhereTheyHaveGone() throws IOException {
    List<MarkedPhoto> photos = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      photos.add(photo(i + ".png", 40 + i, 40 + i, ""));
    }
    FinderEvaluation evaluation = run(photos, 0, 90).evaluations().get(0);
    assertThat(evaluation.turned())
        .extracting(FinderEvaluation.Turned::degrees)
        .containsExactly(0, 90);
    // To the right by one half, where it scores less, to the left by the other.
    assertThat(evaluation.turned().get(1).metrics().get(FinderMetric.RECALL).value())
        .isEqualTo(0.5);
    assertThat(evaluation.turned().get(1).metrics().get(FinderMetric.AVERAGE_PRECISION).value())
        .isEqualTo(1);
    assertThat(evaluation.metric(FinderMetric.RECALL).value()).isEqualTo(1);
  }

  @Test
  void comesToTheSameIntervalsEveryTime() throws IOException {
    List<MarkedPhoto> photos = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      photos.add(photo(i + ".png", i % 3 == 0 ? 80 : 10, i % 4 == 0 ? 80 : 10, "person " + i / 2));
    }
    FinderEvaluation once = run(photos).evaluations().get(0);
    assertThat(run(photos).evaluations().get(0).metrics()).isEqualTo(once.metrics());
    Estimate recall = once.metric(FinderMetric.RECALL);
    assertThat(recall.low()).isLessThan(recall.value());
    assertThat(recall.high()).isGreaterThan(recall.value());
  }

  @Test
  void leavesOutWhatCannotBeRead() throws IOException {
    MarkedPhoto broken = photo("broken.png", 10, 10, "");
    Files.writeString(broken.file(), "no picture");
    FinderTrial.Result result = run(List.of(broken, photo("right.png", 10, 10, "")));
    assertThat(result.photos()).hasSize(1);
    assertThat(result.leftOut()).extracting(Judgements.LeftOut::name).containsExactly("broken.png");
    assertThatThrownBy(() -> run(List.of(broken)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("broken.png");
  }

  @Test
  void refusesAPhotoOfAnotherSizeThanItsLabels() throws IOException {
    MarkedPhoto photo = photo("a.png", 10, 10, "");
    MarkedPhoto larger = new MarkedPhoto(photo.file(), "a.png", 240, 200, "", photo.faces());
    assertThatThrownBy(() -> run(List.of(larger)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.png has 120 x 100 pixels, but its labels are of 240 x 200");
  }

  @Test
  void refusesWhatIsOutOfItsRange() {
    assertThatThrownBy(() -> new FinderTrial(List.of(), 0, 20, List.of()))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> new FinderTrial(List.of(), 0.5, 0, List.of()))
        .isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> new FinderTrial(List.of(), 0.5, 20, List.of(-15)))
        .isInstanceOf(OptionException.class);
  }

  @Test
  void measuresFindersSideBySide() throws IOException {
    List<FinderSpeed> speeds =
        FinderSpeed.measure(
            List.of(photo("a.png", 10, 10, ""), photo("b.png", 10, 10, "")),
            List.of(WHITE, new JudgedFinder("again", WHITE.usual(), WHITE.usual(), 0.5)),
            20,
            (done, total) -> {});
    assertThat(speeds).extracting(FinderSpeed::name).containsExactly("white", "again");
    assertThat(speeds.get(0).timeRatio()).isEqualTo(1);
    assertThat(speeds.get(0).rateRatio()).isEqualTo(1);
    assertThat(speeds).allMatch(each -> each.medianMillis() > 0 && each.picturesPerSecond() > 0);
  }

  @Test
  void drawsCurvesAndCutsOutFaces() throws IOException {
    FinderEvaluation evaluation =
        run(List.of(photo("a.png", 20, 20, ""), photo("b.png", 10, 80, ""))).evaluations().get(0);
    for (FinderPlot plot : FinderPlot.values()) {
      BufferedImage drawn = plot.draw(List.of(evaluation));
      assertThat(drawn.getWidth()).isEqualTo(1200);
      int curve = PlotStyle.COLORS.get(0).getRGB();
      int[] pixels = drawn.getRGB(0, 0, 1200, 1000, null, 0, 1200);
      assertThat(pixels).contains(curve);
    }
    Picture cut = evaluation.wrongFaces().get(0).picture(66);
    assertThat(cut.widthPx()).isEqualTo(66);
    // White within the box of 30 px, an orange line round it, black beyond.
    assertThat(cut.pixels()[3 * (33 * 66 + 33)] & 0xFF).isEqualTo(255);
    assertThat(cut.pixels()[3 * (33 * 66 + 17)] & 0xFF).isEqualTo(0xE6);
    assertThat(cut.pixels()[3 * (33 * 66 + 60)] & 0xFF).isZero();
  }
}
