package io.github.smiledetector.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smiledetector.classifier.SmileClassifier;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.model.ModelBundle;
import io.github.smiledetector.picture.Picture;
import io.github.smiledetector.picture.PictureReader;
import io.github.smiledetector.train.data.ClassChoice;
import io.github.smiledetector.train.data.LabelledPicture;
import io.github.smiledetector.train.data.LabelledPictures;
import io.github.smiledetector.train.data.PictureFolders;
import io.github.smiledetector.train.data.Smilesmiled;
import io.github.smiledetector.train.data.Split;
import io.github.smiledetector.train.data.Splits;
import io.github.smiledetector.train.recipe.SplitKind;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Holds the model inside the jar to what it is said to reach. */
class EmbeddedModelTest {
  @TempDir private Path folder;

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void isRightOnAtLeast935Of1000ValidationPicturesOfTheReferenceSplit() {
    Path archive = Path.of(System.getenv("SMILE_SHARED"), "data", "SMILEsmileD-master.zip");
    Smilesmiled.unpack(archive, folder.resolve("smilesmiled"), Progress.NONE);
    LabelledPictures pictures =
        PictureFolders.read(folder.resolve("smilesmiled"), ClassChoice.GUESS);
    Split split = Splits.split(SplitKind.REFERENCE, pictures, 0.2, 42);
    int right = 0;
    try (SmileClassifier classifier = new SmileClassifier(ModelBundle.embedded())) {
      for (LabelledPicture labelled : split.validation()) {
        Picture picture = PictureReader.read(labelled.file());
        boolean smiling = classifier.logit(picture) >= 0;
        right += smiling == labelled.smiling() ? 1 : 0;
      }
    }
    double accuracy = (double) right / split.validation().size();
    System.out.printf(
        "embedded model: %d of %d right, %.2f %%%n",
        right, split.validation().size(), 100 * accuracy);
    assertThat(accuracy).isGreaterThanOrEqualTo(0.935);
  }

  @Test
  void saysWhereItComesFrom() {
    Map<String, Object> provenance = ModelBundle.embedded().description().provenance();
    assertThat(provenance).containsKeys("software", "data", "split", "recipe", "start", "epochs");
    assertThat(provenance.get("data"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("fingerprint", Smilesmiled.FINGERPRINT);
  }
}
