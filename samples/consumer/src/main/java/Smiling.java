import io.github.smiledetector.SmileDetector;
import java.nio.file.Path;

class Smiling {
  public static void main(String[] photos) {
    try (SmileDetector detector = SmileDetector.open()) {
      for (String photo : photos) {
        detector.detect(Path.of(photo)).faces()
            .forEach(face -> face.probability().ifPresent(System.out::println));
      }
    }
  }
}
