package io.github.smiledetector.train.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.fetch.Progress;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.train.recipe.SplitKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class SmilesmiledTest {
  private static final String NEGATIVE = "top/SMILEs/negatives/negatives7/";
  private static final String POSITIVE = "top/SMILEs/positives/positives7/";

  @TempDir Path dir;

  /** Three pictures and what else the real archive holds. */
  private static Map<String, byte[]> small() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("top/README", "read me".getBytes(UTF_8));
    entries.put("top/SMILEs/positives/smiles_01_pos.idx", "x".getBytes(UTF_8));
    entries.put(POSITIVE + "7.jpg", "seven".getBytes(UTF_8));
    entries.put(NEGATIVE + "12.jpg", "twelve".getBytes(UTF_8));
    entries.put(NEGATIVE + "5.jpg", "five".getBytes(UTF_8));
    return entries;
  }

  private static String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add("positives/7.jpg", Sha256.of("seven".getBytes(UTF_8)));
    fingerprint.add("negatives/5.jpg", Sha256.of("five".getBytes(UTF_8)));
    fingerprint.add("negatives/12.jpg", Sha256.of("twelve".getBytes(UTF_8)));
    return fingerprint.sha256();
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path file = dir.resolve("archive.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(each.getKey()));
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static SmilesmiledArchive archive(Path file) {
    return new SmilesmiledArchive(file, file.toString(), 3, fingerprint());
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      return files
          .filter(p -> !p.equals(dir))
          .map(p -> dir.relativize(p).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private void assertRefused(Map<String, byte[]> entries, String... message) throws IOException {
    Path file = zip(entries);
    assertThatThrownBy(() -> Smilesmiled.unpack(archive(file), dir.resolve("out"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(Smilesmiled.ADDRESS.toString())
        .hasMessageContainingAll(message);
    assertThat(left()).containsExactly("archive.zip");
  }

  @Test
  void unpacksOneFolderPerClassWhateverTheTopFolderIsCalled() throws IOException {
    for (String top : List.of("", "SMILEsmileD-master/", "SMILEsmileD-6afac66/")) {
      Map<String, byte[]> renamed = new LinkedHashMap<>();
      small().forEach((name, bytes) -> renamed.put(name.replaceFirst("top/", top), bytes));
      Path out = dir.resolve("a/b/out" + top);
      List<Long> done = new ArrayList<>();
      Smilesmiled.unpack(archive(zip(renamed)), out, (d, t) -> done.add(d));
      assertThat(out.resolve("positives/7.jpg")).hasContent("seven");
      assertThat(out.resolve("negatives/5.jpg")).hasContent("five");
      assertThat(PictureFolders.read(out, ClassChoice.GUESS).fingerprint())
          .isEqualTo(fingerprint());
      assertThat(done).containsExactly(0L, 1L, 2L, 3L);
    }
    assertThat(left()).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void unpacksIntoAnEmptyFolder() throws IOException {
    Path out = Files.createDirectory(dir.resolve("out"));
    Smilesmiled.unpack(archive(zip(small())), out, Progress.NONE);
    assertThat(out.resolve("positives/7.jpg")).exists();
  }

  @Test
  void leavesAFolderAloneThatHoldsSomethingElse() throws IOException {
    Path out = Files.createDirectory(dir.resolve("out"));
    Files.writeString(out.resolve("mine.txt"), "mine");
    Path file = zip(small());
    assertThatThrownBy(() -> Smilesmiled.unpack(archive(file), out, Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(out.toString(), "not empty");
    assertThat(left()).containsExactly("archive.zip", "out", "out/mine.txt");
  }

  @Test
  void refusesAMissingPicture() throws IOException {
    Map<String, byte[]> entries = small();
    entries.remove(NEGATIVE + "5.jpg");
    assertRefused(entries, "3 pictures were expected", "found 2");
  }

  @Test
  void refusesOtherContents() throws IOException {
    Map<String, byte[]> entries = small();
    entries.put(NEGATIVE + "5.jpg", "fife".getBytes(UTF_8));
    assertRefused(entries, "names or contents differ");
  }

  @Test
  void refusesOtherLabels() throws IOException {
    Map<String, byte[]> entries = small();
    entries.put(POSITIVE + "5.jpg", entries.remove(NEGATIVE + "5.jpg"));
    assertRefused(entries, "names or contents differ");
  }

  @Test
  void refusesAPictureThatComesTwice() throws IOException {
    Map<String, byte[]> entries = small();
    entries.put(NEGATIVE.replace("top", "second") + "5.jpg", "five".getBytes(UTF_8));
    assertRefused(entries, "twice", "negatives/5.jpg");
  }

  @Test
  void refusesAnOversizedEntry() throws IOException {
    Map<String, byte[]> entries = small();
    entries.put(NEGATIVE + "5.jpg", new byte[10_000_000]);
    assertRefused(entries, NEGATIVE + "5.jpg has more than 65536 bytes");
  }

  @Test
  void writesNothingOutsideItsFolder() throws IOException {
    Map<String, byte[]> entries = small();
    entries.put("../SMILEs/negatives/negatives7/5.jpg", entries.remove(NEGATIVE + "5.jpg"));
    entries.put(NEGATIVE + "../../../../../evil.jpg", "evil".getBytes(UTF_8));
    entries.put("/SMILEs/negatives/negatives7/6.jpg", "evil".getBytes(UTF_8));
    Path out = dir.resolve("in/here/out");
    // The stray entries are no pictures of the data set; the one under ".." is, and lands inside.
    Smilesmiled.unpack(archive(zip(entries)), out, Progress.NONE);
    assertThat(left())
        .containsExactly(
            "archive.zip",
            "in",
            "in/here",
            "in/here/out",
            "in/here/out/negatives",
            "in/here/out/negatives/12.jpg",
            "in/here/out/negatives/5.jpg",
            "in/here/out/positives",
            "in/here/out/positives/7.jpg");
  }

  @Test
  void refusesATruncatedArchive() throws IOException {
    Path file = zip(small());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> Smilesmiled.unpack(file, dir.resolve("out"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(file.toString(), "no readable zip");
    assertThat(left()).containsExactly("archive.zip");
  }

  @Test
  void refusesAnArchiveThatIsMissing() {
    assertThatThrownBy(
            () -> Smilesmiled.unpack(dir.resolve("none.zip"), dir.resolve("out"), Progress.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("none.zip", "does not exist");
  }

  @Test
  void keepsNoDownloadThatIsAnotherArchive() throws IOException {
    byte[] other = Files.readAllBytes(zip(small()));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/archive.zip",
        exchange -> {
          exchange.sendResponseHeaders(200, other.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(other);
          }
        });
    server.start();
    try {
      URI address =
          URI.create(
              "http://"
                  + server.getAddress().getAddress().getHostAddress()
                  + ":"
                  + server.getAddress().getPort()
                  + "/archive.zip");
      assertThatThrownBy(() -> Smilesmiled.archive(address, dir.resolve("cache"), Progress.NONE))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(address.toString(), "13165 pictures were expected", "found 3");
      assertThat(left()).containsExactly("archive.zip", "cache", "cache/data");
    } finally {
      server.stop(0);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void unpacksTheRealArchiveAndSplitsItFileForFileAsKeras() throws IOException {
    Path zip = Path.of(System.getenv("SMILE_SHARED"), "data", "SMILEsmileD-master.zip");
    Path out = dir.resolve("smilesmiled");
    Smilesmiled.unpack(zip, out, Progress.NONE);
    assertThat(Smilesmiled.isAt(out)).isTrue();
    LabelledPictures pictures = PictureFolders.read(out, ClassChoice.GUESS);
    assertThat(pictures.fingerprint()).isEqualTo(Smilesmiled.FINGERPRINT);
    assertThat(pictures.smilingClass()).isEqualTo("positives");

    JsonNode reference;
    try (InputStream in =
        SmilesmiledTest.class.getResourceAsStream("/reference/smilesmiled_split_seed42.json")) {
      reference = new ObjectMapper().readTree(in);
    }
    Split split = Splits.split(SplitKind.REFERENCE, pictures, 0.2, 42);
    List<String> training = names(split.training());
    List<String> validation = names(split.validation());
    assertThat(training).hasSize(reference.get("train_count").asInt());
    assertThat(training.subList(0, 20)).isEqualTo(strings(reference.get("train_first_20")));
    assertThat(training.subList(training.size() - 5, training.size()))
        .isEqualTo(strings(reference.get("train_last_5")));
    assertThat(validation).isEqualTo(strings(reference.get("validation")));
    assertThat(split.training().stream().filter(LabelledPicture::smiling))
        .hasSize(reference.get("train_positives").asInt());
    assertThat(split.validation().stream().filter(LabelledPicture::smiling))
        .hasSize(reference.get("validation_positives").asInt());
    assertThat(Stream.concat(training.stream(), validation.stream()))
        .doesNotHaveDuplicates()
        .hasSize(reference.get("count").asInt());

    Path saved = dir.resolve("split.json");
    split.write(saved);
    assertThat(Split.read(saved, pictures)).isEqualTo(split);

    Split stratified = Splits.split(SplitKind.STRATIFIED, pictures, 0.2, 42);
    assertThat(stratified.validation()).hasSize(2_633);
    assertThat(stratified.validation().stream().filter(LabelledPicture::smiling)).hasSize(738);

    Inspection inspection = Inspection.of(out, Progress.NONE);
    assertThat(inspection.classes())
        .containsExactly(
            new Inspection.ClassCount("negatives", 9_475),
            new Inspection.ClassCount("positives", 3_690));
    assertThat(inspection.grey()).isEqualTo(13_165);
    assertThat(inspection.unreadable()).isEmpty();
    assertThat(inspection.mostCommon())
        .contains(new Inspection.SizeCount(new Inspection.Size(64, 64), 13_165));
    assertThat(inspection.identical()).hasSize(7).allSatisfy(g -> assertThat(g).hasSize(2));
    assertThat(inspection.identicalAcrossClasses()).hasSize(5);
    assertThat(inspection.majorityAccuracy()).isBetween(0.7195, 0.7205);
  }

  private static List<String> names(List<LabelledPicture> part) {
    return part.stream().map(LabelledPicture::name).toList();
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
