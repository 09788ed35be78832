package io.github.smiledetector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.error.OptionException;
import io.github.smiledetector.fetch.Sha256;
import io.github.smiledetector.geometry.BoxCrop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelBundleTest {
  private static final byte[] NETWORK = {8, 1, 2, 3};

  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void writesABundle() {
    bundle = folder.resolve("models/smile");
    ModelBundle.write(bundle, description("smile", provenance()), NETWORK);
  }

  private static Map<String, Object> provenance() {
    Map<String, Object> provenance = new HashMap<>();
    provenance.put("commit", "5f7083a");
    provenance.put("seed", 42);
    provenance.put("accuracy", 0.93f);
    provenance.put("note", null);
    provenance.put("epochs", Arrays.asList(Map.of("loss", 0.25), null, true));
    return provenance;
  }

  private static ModelDescription description(String name, Map<String, Object> provenance) {
    return new ModelDescription(
        2,
        name,
        160,
        3,
        Map.of("yunet", new BoxCrop(0.8, 0, 0.1), "haar", new BoxCrop(0.74, 0, 0.075)),
        Map.of(
            "smile",
            new Meaning("a visible smile", new Calibration(0.9, -0.1), 0.5),
            "broad",
            new Meaning("a broad smile", Calibration.IDENTITY, 0.25)),
        "smile",
        provenance);
  }

  @Test
  void readsBackWhatItWrote() {
    ModelBundle read = ModelBundle.read(bundle);
    assertThat(read.description()).isEqualTo(description("smile", provenance()));
    assertThat(read.onnx()).isEqualTo(NETWORK);
    assertThat(read.sha256()).isEqualTo(Sha256.of(NETWORK));
  }

  @Test
  void writesReadableJsonInAStableOrder() throws IOException {
    String json = Files.readString(bundle.resolve("bundle.json"));
    assertThat(json)
        .startsWith(
            """
            {
              "formatVersion" : 2,
              "name" : "smile",
              "sidePx" : 160,
              "channels" : 3,
              "crops" : {
                "haar" : {
                  "scale" : 0.74,
            """)
        .endsWith("}\n");
    Map<String, Object> otherOrder = new java.util.TreeMap<>(java.util.Comparator.reverseOrder());
    otherOrder.putAll(provenance());
    Path other = folder.resolve("other");
    ModelBundle.write(other, description("smile", otherOrder), NETWORK);
    assertThat(other.resolve("bundle.json")).hasSameBinaryContentAs(bundle.resolve("bundle.json"));
  }

  @Test
  void listsDigestsAsSha256sumDoes() throws IOException {
    assertThat(bundle.resolve("SHA256SUMS"))
        .hasContent(
            Sha256.of(bundle.resolve("bundle.json"))
                + "  bundle.json\n"
                + Sha256.of(NETWORK)
                + "  model.onnx\n");
    assertThat(names(bundle)).containsExactly("SHA256SUMS", "bundle.json", "model.onnx");
    assertThat(names(bundle.getParent())).containsExactly("smile");
  }

  @Test
  void namesFileAndBothDigestsOfADamagedNetwork() throws IOException {
    Files.write(bundle.resolve("model.onnx"), new byte[] {8, 1, 2, 4});
    assertThatThrownBy(() -> ModelBundle.read(bundle))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(bundle.toString())
        .hasMessageContaining("model.onnx is damaged")
        .hasMessageContaining(Sha256.of(new byte[] {8, 1, 2, 4}))
        .hasMessageContaining("expected " + Sha256.of(NETWORK));
  }

  @Test
  void refusesAChangedDescriptionBeforeReadingIt() throws IOException {
    Files.writeString(bundle.resolve("bundle.json"), "{");
    assertThatThrownBy(() -> ModelBundle.read(bundle))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bundle.json is damaged");
  }

  @Test
  void saysWhichFolderOrFileIsMissing() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> ModelBundle.read(nowhere))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no such model folder: " + nowhere)
        .hasMessageContaining("model.onnx, bundle.json and SHA256SUMS");
    assertThatThrownBy(() -> ModelBundle.read(bundle.resolve("model.onnx")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not a folder");
    for (String name : List.of("model.onnx", "bundle.json", "SHA256SUMS")) {
      byte[] contents = Files.readAllBytes(bundle.resolve(name));
      Files.delete(bundle.resolve(name));
      assertThatThrownBy(() -> ModelBundle.read(bundle))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no " + name);
      Files.write(bundle.resolve(name), contents);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "formatVersion" : 2 | "formatVersion" : 3     | format version 3 is not known; this program reads versions 1 and 2
          "formatVersion" : 2 | "formatVersion" : 1     | threshold is missing or of the wrong type
          "formatVersion" : 2 | "formatVersion" : "2"   | format version "2" is not known
          "formatVersion" : 2 | "version" : 2           | no formatVersion
          "sidePx" : 160      | "sidePx" : 160, "x" : 3 | unknown field x; the known ones are channels, crops, defaultMeaning
          "slope"             | "steepness"             | meanings.broad.calibration.slope is missing or of the wrong type
          "sidePx" : 160      | "sidePx" : 0            | sidePx must be 1 to 1024, not 0
          "sidePx" : 160      | "sidePx" : 160.5        | line 4: sidePx is missing or of the wrong type
          "sidePx" : 160      | "sidePx" : "160"        | line 4: sidePx is missing or of the wrong type
          "sidePx" : 160,     | ' '                     | sidePx is missing
          "channels" : 3      | "channels" : 4          | channels must be 1 (grey) or 3 (colour), not 4
          "threshold" : 0.5   | "threshold" : 1.5       | threshold must be 0 to 1, not 1.5
          "threshold" : 0.5   | "threshold" : null      | meanings.smile.threshold is missing
          "defaultMeaning" : "smile" | "defaultMeaning" : "grin" | defaultMeaning must be one of broad, smile, not "grin"
          "broad" : {         | "A grin" : {            | a meaning's name has lower-case letters
          "broad" : {         | "smile" : {             | Duplicate field 'smile'
          "says" : "a broad smile" | "says" : ""        | says must be one line of text
          "threshold" : 0.5   | "threshold" : 1, "threshold" : 0 | Duplicate field 'threshold'
          "slope" : 0.9       | "slope" : -0.9          | positive slope and a finite intercept, not -0.9 and -0.1
          "scale" : 0.74      | "scale" : 0             | positive scale and finite shifts, not 0.0
          "name" : "smile"    | "name" : " "            | name must be one line of text
          """)
  void refusesADescriptionItDoesNotUnderstand(String from, String to, String message)
      throws IOException {
    Path file = bundle.resolve("bundle.json");
    String json = Files.readString(file);
    String changed = json.replace(from, to);
    assertThat(changed).isNotEqualTo(json);
    Files.writeString(file, changed);
    Files.writeString(
        bundle.resolve("SHA256SUMS"),
        Sha256.of(changed.getBytes(StandardCharsets.UTF_8))
            + "  bundle.json\n"
            + Sha256.of(NETWORK)
            + " *model.onnx\n");
    assertThatThrownBy(() -> ModelBundle.read(bundle))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(bundle + ": bundle.json")
        .hasMessageContaining(message);
  }

  private static final String FIRST_VERSION =
      """
      {
        "formatVersion" : 1,
        "name" : "old",
        "sidePx" : 160,
        "channels" : 3,
        "crops" : { },
        "threshold" : 0.4,
        "calibration" : { "slope" : 0.9, "intercept" : -0.1 },
        "provenance" : { "seed" : 42 }
      }
      """;

  private static ModelDescription read(String json) {
    return DescriptionJson.read(json.getBytes(StandardCharsets.UTF_8), "bundle.json");
  }

  @Test
  void readsTheFirstVersionAsOneMeaningAndWritesItAsTheSecond() {
    ModelDescription read = read(FIRST_VERSION);
    assertThat(read.meanings().keySet()).containsExactly("smile");
    assertThat(read.defaultMeaning()).isEqualTo("smile");
    assertThat(read.threshold()).isEqualTo(0.4);
    assertThat(read.calibration()).isEqualTo(new Calibration(0.9, -0.1));
    assertThat(read.provenance()).containsEntry("seed", 42L);
    String written = new String(DescriptionJson.write(read), StandardCharsets.UTF_8);
    assertThat(written).contains("\"formatVersion\" : 2", "\"defaultMeaning\" : \"smile\"");
    assertThat(read(written)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "threshold" : 0.4 | "threshold" : 1.4              | bundle.json: threshold must be 0 to 1, not 1.4
          "threshold" : 0.4 | "threshold" : 0.4, "defaultMeaning" : "smile" | unknown field defaultMeaning; the known ones are calib
          "slope" : 0.9     | "slope" : 0                    | line 8: a calibration needs a positive slope
          "seed" : 42 }     | "seed" : 42 }, "meanings" : {} | unknown field meanings
          """)
  void refusesAFirstVersionThatItDoesNotUnderstand(String from, String to, String message) {
    String changed = FIRST_VERSION.replace(from, to);
    assertThat(changed).isNotEqualTo(FIRST_VERSION);
    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("bundle.json")
        .hasMessageContaining(message);
  }

  @Test
  void aModelHasAtLeastOneMeaning() {
    assertThatThrownBy(
            () -> new ModelDescription(2, "x", 1, 1, Map.of(), Map.of(), "smile", Map.of()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("meanings needs at least one");
  }

  @Test
  void listsTheMeaningsItHasWhereAnotherIsAskedFor() {
    ModelDescription description = description("smile", Map.of());
    assertThat(description.meaning("broad").threshold()).isEqualTo(0.25);
    assertThatThrownBy(() -> description.meaning("grin"))
        .isInstanceOf(OptionException.class)
        .hasMessage("model smile has no meaning \"grin\"; it has broad, smile");
  }

  @Test
  void replacesOneMeaningAndLeavesTheOthers() {
    ModelDescription before = description("smile", Map.of());
    Meaning other = new Meaning("any smile", Calibration.IDENTITY, 0.75);
    ModelDescription after = before.withMeaning("smile", other);
    assertThat(after.meanings())
        .isEqualTo(Map.of("smile", other, "broad", before.meaning("broad")));
    assertThat(before.withMeaning("grin", other).meanings().keySet())
        .containsExactly("broad", "grin", "smile");
  }

  private void writeBothNetworks() {
    ModelBundle.of(description("smile", Map.of()), NETWORK)
        .withEightBit(new byte[] {8, 9})
        .write(bundle);
  }

  @Test
  void readsBackAnEightBitNetworkBesideTheOther() throws IOException {
    assertThat(ModelBundle.read(bundle).eightBit()).isEmpty();
    writeBothNetworks();
    assertThat(names(bundle))
        .containsExactly("SHA256SUMS", "bundle.json", "model-8bit.onnx", "model.onnx");
    assertThat(bundle.resolve("SHA256SUMS"))
        .content()
        .contains(Sha256.of(new byte[] {8, 9}) + "  model-8bit.onnx\n");
    ModelBundle read = ModelBundle.read(bundle);
    assertThat(read.eightBit()).hasValue(new byte[] {8, 9});
    assertThat(read.onnx()).isEqualTo(NETWORK);
    assertThat(read.sha256()).isEqualTo(Sha256.of(NETWORK));
    assertThat(read.withDescription(description("other", Map.of())).eightBit()).isPresent();
  }

  @Test
  void refusesADamagedOrMissingEightBitNetwork() throws IOException {
    writeBothNetworks();
    Files.write(bundle.resolve("model-8bit.onnx"), new byte[] {8, 8});
    assertThatThrownBy(() -> ModelBundle.read(bundle))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model-8bit.onnx is damaged");
    Files.delete(bundle.resolve("model-8bit.onnx"));
    assertThatThrownBy(() -> ModelBundle.read(bundle))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no model-8bit.onnx");
  }

  @Test
  void doesNotTakeAnEightBitNetworkWithoutADigest() throws IOException {
    Files.write(bundle.resolve("model-8bit.onnx"), new byte[] {8, 9});
    assertThat(ModelBundle.read(bundle).eightBit()).isEmpty();
  }

  @Test
  void refusesADescriptionThatIsNoText() {
    byte[] wideButWrong = {0, 0, 0, '{', 0x7F, 0, 0, 0};

    assertThatThrownBy(() -> DescriptionJson.read(wideButWrong, "bundle.json"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bundle.json: no text in UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "'',has no digest of model.onnx",
    "'nonsense',line 1: expected a SHA-256",
    "'0000000000000000000000000000000000000000000000000000000000000000  ../secret',../secret"
  })
  void refusesDigestsItDoesNotUnderstand(String digests, String message) throws IOException {
    Files.writeString(bundle.resolve("SHA256SUMS"), digests);
    assertThatThrownBy(() -> ModelBundle.read(bundle))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("SHA256SUMS")
        .hasMessageContaining(message);
  }

  @Test
  void replacesAnExistingBundle() throws IOException {
    ModelBundle.write(bundle, description("newer", Map.of()), new byte[] {9});
    ModelBundle read = ModelBundle.read(bundle);
    assertThat(read.description().name()).isEqualTo("newer");
    assertThat(read.onnx()).containsExactly(9);
    assertThat(names(bundle.getParent())).containsExactly("smile");
  }

  @Test
  void writesIntoAnEmptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    ModelBundle.write(empty, description("smile", Map.of()), NETWORK);
    assertThat(ModelBundle.read(empty).onnx()).isEqualTo(NETWORK);
  }

  @Test
  void leavesOthersFilesAlone() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(photos.resolve("me.jpg"), "a face");
    assertThatThrownBy(() -> ModelBundle.write(photos, description("x", Map.of()), NETWORK))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("it holds me.jpg");
    assertThat(names(photos)).containsExactly("me.jpg");

    Files.writeString(bundle.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> ModelBundle.write(bundle, description("x", Map.of()), NETWORK))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("it holds notes.txt");
    assertThat(ModelBundle.read(bundle).description().name()).isEqualTo("smile");
    assertThat(names(folder)).containsExactly("models", "photos");
  }

  @Test
  void refusesProvenanceThatIsNotPlainJson() {
    assertThatThrownBy(() -> description("x", Map.of("run", Map.of("folder", Path.of("a")))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("provenance.run.folder must be a plain JSON value");
    assertThatThrownBy(() -> description("x", Map.of("loss", List.of(1, Double.NaN))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("provenance.loss[1] must be finite");
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> entries = Files.list(of)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
