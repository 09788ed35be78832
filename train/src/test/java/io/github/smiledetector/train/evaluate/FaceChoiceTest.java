package io.github.smiledetector.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.FaceSmile;
import io.github.smiledetector.PictureSmiles;
import io.github.smiledetector.Unjudged;
import io.github.smiledetector.geometry.Box;
import io.github.smiledetector.picture.Orientation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FaceChoiceTest {
  private static final FaceSmile LARGE = face(new Box(0, 0, 30, 30));
  private static final FaceSmile CENTRAL = face(new Box(45, 40, 10, 10));
  private static final FaceSmile UNJUDGED =
      new FaceSmile(
          new Box(25, 20, 50, 50),
          1,
          Optional.empty(),
          OptionalDouble.empty(),
          false,
          Optional.of(Unjudged.CUT_OFF));

  private static FaceSmile face(Box box) {
    return new FaceSmile(box, 1, Optional.empty(), OptionalDouble.of(0.7), true, Optional.empty());
  }

  @Test
  void choosesAmongFacesThatWereJudged() {
    PictureSmiles smiles =
        new PictureSmiles(100, 90, Orientation.UPRIGHT, List.of(UNJUDGED, CENTRAL, LARGE));
    assertThat(FaceChoice.LARGEST.among(smiles)).contains(LARGE);
    assertThat(FaceChoice.CENTRAL.among(smiles)).contains(CENTRAL);
  }
}
