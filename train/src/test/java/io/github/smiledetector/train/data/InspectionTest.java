package io.github.smiledetector.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  @TempDir Path dir;

  private void picture(String name, int widthPx, int heightPx, int type, int rgb)
      throws IOException {
    BufferedImage image = new BufferedImage(widthPx, heightPx, type);
    image.setRGB(0, 0, rgb);
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void countsEverythingThatMatters() throws IOException {
    picture("cats/1.png", 4, 3, BufferedImage.TYPE_BYTE_GRAY, 0xff808080);
    picture("cats/2.png", 4, 3, BufferedImage.TYPE_INT_RGB, 0xff0000ff);
    picture("dogs/1.png", 20, 10, BufferedImage.TYPE_INT_RGB, 0xff7f7f7f);
    picture("dogs/2.png", 2, 5, BufferedImage.TYPE_INT_RGB, 0xffff0000);
    picture("mice/1.png", 3, 4, BufferedImage.TYPE_BYTE_GRAY, 0xffffffff);
    Files.copy(dir.resolve("cats/1.png"), dir.resolve("cats/9.png"));
    Files.copy(dir.resolve("dogs/2.png"), dir.resolve("mice/2.png"));
    byte[] whole = Files.readAllBytes(dir.resolve("dogs/1.png"));
    Files.write(dir.resolve("dogs/cut.png"), Arrays.copyOf(whole, 20));
    Files.writeString(dir.resolve("dogs/text.jpg"), "no picture");
    Files.writeString(dir.resolve("dogs/list.csv"), "1,2");
    picture("loose.png", 1, 1, BufferedImage.TYPE_INT_RGB, 0);
    List<Long> done = new ArrayList<>();

    Inspection found = Inspection.of(dir, (d, total) -> done.add(d));

    assertThat(found.classes())
        .containsExactly(
            new Inspection.ClassCount("cats", 3),
            new Inspection.ClassCount("dogs", 4),
            new Inspection.ClassCount("mice", 2));
    assertThat(found.pictures()).isEqualTo(9);
    assertThat(found.smallest()).contains(new Inspection.Size(2, 5));
    assertThat(found.largest()).contains(new Inspection.Size(20, 10));
    assertThat(found.mostCommon()).contains(new Inspection.SizeCount(new Inspection.Size(4, 3), 3));
    assertThat(found.grey()).isEqualTo(3);
    assertThat(found.greyInColour()).isEqualTo(1);
    assertThat(found.colour()).isEqualTo(3);
    assertThat(found.unreadable().stream().map(Inspection.Unreadable::name))
        .containsExactly("dogs/cut.png", "dogs/text.jpg");
    assertThat(found.identical())
        .containsExactly(List.of("cats/1.png", "cats/9.png"), List.of("dogs/2.png", "mice/2.png"));
    assertThat(found.identicalAcrossClasses()).containsExactly(List.of("dogs/2.png", "mice/2.png"));
    assertThat(found.loosePictures()).containsExactly("loose.png");
    assertThat(found.otherFiles()).isEqualTo(1);
    assertThat(found.majorityAccuracy()).isEqualTo(4 / 9.0);
    assertThat(found.smilingGuess()).isEmpty();
    assertThat(done).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void listsEmptyFilesAndOversizedClaimsAsUnreadable() throws IOException {
    picture("a/good.png", 4, 3, BufferedImage.TYPE_INT_RGB, 0);
    Files.createFile(dir.resolve("a/empty.jpg"));
    byte[] huge = Files.readAllBytes(dir.resolve("a/good.png"));
    // Width and height of the header, which its check sum covers.
    ByteBuffer.wrap(huge).putInt(16, 200_000).putInt(20, 200_000);
    CRC32 sum = new CRC32();
    sum.update(huge, 12, 17);
    ByteBuffer.wrap(huge).putInt(29, (int) sum.getValue());
    Files.write(dir.resolve("a/huge.png"), huge);
    Inspection found = Inspection.of(dir, Progress.NONE);
    assertThat(found.unreadable().stream().map(Inspection.Unreadable::name))
        .containsExactly("a/empty.jpg", "a/huge.png");
    assertThat(found.colour() + found.greyInColour()).isEqualTo(1);
  }

  @Test
  void hasNoSizesWhereNothingCanBeDecoded() throws IOException {
    Files.createDirectories(dir.resolve("a"));
    Files.writeString(dir.resolve("a/1.jpg"), "no picture");
    Inspection found = Inspection.of(dir, Progress.NONE);
    assertThat(found.smallest()).isEmpty();
    assertThat(found.mostCommon()).isEmpty();
    assertThat(found.unreadable()).hasSize(1);
    assertThat(found.majorityAccuracy()).isEqualTo(1);
  }

  @Test
  void refusesFoldersWithoutAPicture() throws IOException {
    Files.createDirectories(dir.resolve("a"));
    assertThatThrownBy(() -> Inspection.of(dir, Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(dir.toString(), "a (0 pictures)");
  }
}
