package io.github.smiledetector.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.train.network.LearningState;
import io.github.smiledetector.train.recipe.Approach;
import io.github.smiledetector.train.recipe.EpochResult;
import io.github.smiledetector.train.recipe.Provenance;
import io.github.smiledetector.train.recipe.TrainingPosition;
import io.github.smiledetector.train.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final StageIdentity IDENTITY =
      new StageIdentity(
          Approach.FROZEN,
          "f".repeat(64),
          3,
          new Provenance.Division("stratified", 42, 0.2, 80, 20),
          TrainingRecipe.REFERENCE,
          new Provenance.Start("random", "seed 42", "", null));

  private static final TrainingPosition POSITION =
      new TrainingPosition(
          List.of(new EpochResult(1, 2.5, 0.1 + 0.2, 0.5, 0.4, 1 / 3.0, 0.6, 0.7)),
          32,
          17.3,
          20,
          19,
          0.25);

  @TempDir private Path run;
  private Checkpoints<StageIdentity, TrainingPosition> checkpoints;

  @BeforeEach
  void open() {
    checkpoints = Checkpoints.of(run, Approach.FROZEN);
  }

  private static Checkpoint<StageIdentity, TrainingPosition> checkpoint(long steps) {
    Map<String, float[]> values =
        Map.of(
            "dense/kernel",
            new float[] {steps, Float.MIN_VALUE, -0f, 1 / 3f},
            "dense/bias",
            new float[] {0.1f * steps});
    return new Checkpoint<>(
        IDENTITY,
        POSITION,
        new LearningState(
            values,
            Map.of("dense/bias", new float[] {2}),
            Map.of("dense/bias", new float[] {3}),
            Map.of("dense/bias", new float[] {4}),
            steps));
  }

  private static void assertSame(Checkpoint<?, ?> found, Checkpoint<?, ?> expected) {
    assertThat(found.identity()).isEqualTo(expected.identity());
    assertThat(found.position()).isEqualTo(expected.position());
    assertThat(found.state().steps()).isEqualTo(expected.state().steps());
    assertSame(found.state().values(), expected.state().values());
    assertSame(found.state().firstMoments(), expected.state().firstMoments());
    assertSame(found.state().secondMoments(), expected.state().secondMoments());
    assertSame(found.state().averages(), expected.state().averages());
  }

  private static void assertSame(Map<String, float[]> found, Map<String, float[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    // Arrays.equals tells -0 from 0
    expected.forEach((name, values) -> assertThat(Arrays.equals(found.get(name), values)).isTrue());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void comesBackBitForBit() {
    Path file = checkpoints.write(checkpoint(7));
    Checkpoints.Found<?, ?> found = checkpoints.newest().orElseThrow();
    assertSame(found.checkpoint(), checkpoint(7));
    assertThat(found.file()).isEqualTo(file);
    assertThat(found.damaged()).isEmpty();
  }

  @Test
  void thereIsNoneAtFirstAndTheLastTwoAreKept() throws IOException {
    assertThat(checkpoints.newest()).isEmpty();
    assertThat(checkpoints.newestFile()).isEmpty();
    for (long steps : new long[] {8, 9, 10, 10, 11}) {
      checkpoints.write(checkpoint(steps));
    }
    assertThat(files())
        .containsExactly("frozen-step-000000010.safetensors", "frozen-step-000000011.safetensors");
    assertThat(Checkpoints.of(run, Approach.UNFROZEN).newest()).isEmpty();
    checkpoints.delete();
    assertThat(run.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void whatIsCutOffAnywhereIsPassedOverForTheOneBefore() throws IOException {
    checkpoints.write(checkpoint(1));
    Path newest = checkpoints.write(checkpoint(2));
    byte[] whole = Files.readAllBytes(newest);
    for (int length = 0; length < whole.length; length++) {
      Files.write(newest, Arrays.copyOf(whole, length));
      assertThatTheOneBeforeIsFound(newest, "cut off after " + length);
    }
    Files.write(newest, Arrays.copyOf(whole, whole.length + 1));
    assertThatTheOneBeforeIsFound(newest, "a byte more");
  }

  @Test
  void whatHasABitFlippedInAnyByteIsPassedOverForTheOneBefore() throws IOException {
    checkpoints.write(checkpoint(1));
    Path newest = checkpoints.write(checkpoint(2));
    byte[] whole = Files.readAllBytes(newest);
    for (int place = 0; place < whole.length; place++) {
      byte[] flipped = whole.clone();
      flipped[place] ^= (byte) (1 << (place % 8));
      Files.write(newest, flipped);
      assertThatTheOneBeforeIsFound(newest, "byte " + place);
    }
  }

  private void assertThatTheOneBeforeIsFound(Path damaged, String how) {
    Checkpoints.Found<?, ?> found = checkpoints.newest().orElseThrow();
    assertThat(found.checkpoint().state().steps()).as(how).isEqualTo(1);
    assertThat(found.damaged()).as(how).hasSize(1).first().asString().contains(damaged.toString());
  }

  @Test
  void whatCouldNotBeReadTakesNoPlaceOfTheLastTwo() throws IOException {
    checkpoints.write(checkpoint(1));
    Files.write(checkpoints.write(checkpoint(9)), new byte[100]);
    checkpoints.write(checkpoint(2));
    assertThat(files())
        .containsExactly("frozen-step-000000001.safetensors", "frozen-step-000000002.safetensors");
    assertThat(checkpoints.newest().orElseThrow().damaged()).isEmpty();
  }

  @Test
  void saysSoIfNoneCanBeRead() throws IOException {
    Path file = checkpoints.write(checkpoint(1));
    Files.writeString(file, "x".repeat(500));
    assertThatThrownBy(checkpoints::newest)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("to begin anew");
  }

  @Test
  void refusesAnotherFormatVersionAndForeignContent() throws IOException {
    Path file = checkpoints.write(checkpoint(1));
    Safetensors.Content content = Safetensors.read(file);
    Safetensors.write(
        file,
        new Safetensors.Content(
            content.text().replace("\"formatVersion\":2", "\"formatVersion\":1"),
            content.vectors()),
        () -> {});
    assertThatThrownBy(checkpoints::newest).hasMessageContaining("format version 1");
    Safetensors.write(file, new Safetensors.Content("{}", content.vectors()), () -> {});
    assertThatThrownBy(checkpoints::newest).hasMessageContaining("no checkpoint of this program");
  }

  @Test
  void isASafetensorsFileForOtherPrograms() throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoints.write(checkpoint(1)));
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
    assertThat(header)
        .startsWith("{\"__metadata__\":{\"sha256\":\"")
        .contains("\"value/dense/kernel\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[");
  }

  @Test
  void aCheckpointThatCannotBeWrittenLeavesTheOldOnes() throws IOException {
    checkpoints.write(checkpoint(1));
    checkpoints.write(checkpoint(2));
    // A folder in the way of the third.
    Files.createDirectories(run.resolve("checkpoints/frozen-step-000000003.safetensors/x"));
    assertThatThrownBy(() -> checkpoints.write(checkpoint(3))).isInstanceOf(DataException.class);
    assertThat(files()).hasSize(3).noneMatch(name -> name.contains("unfinished"));
  }

  @Test
  void removesWhatAKillHasLeftUnfinished() throws IOException {
    checkpoints.write(checkpoint(1));
    Path left =
        Files.writeString(
            run.resolve("checkpoints/.frozen-step-000000002.safetensors.unfinished"), "half");
    assertThat(checkpoints.newest().orElseThrow().damaged()).isEmpty();
    assertThat(left).doesNotExist();
  }

  @Test
  void namesWhatKeepsATrainingFromGoingOn() {
    assertThat(IDENTITY.differencesTo(IDENTITY)).isEmpty();
    StageIdentity other =
        new StageIdentity(
            Approach.FROZEN,
            "e".repeat(64),
            4,
            IDENTITY.split(),
            TrainingRecipe.REFERENCE.withDropout(0.5).withBatchSize(8),
            IDENTITY.start());
    assertThat(IDENTITY.differencesTo(other))
        .anyMatch(each -> each.startsWith("pictures (fingerprint) fff"))
        .contains(
            "unreadable pictures 3 there, 4 now",
            "batch size 32 there, 8 now",
            "dropout 0.2 there, 0.5 now")
        .hasSize(4);
    StageIdentity otherStart =
        new StageIdentity(
            Approach.FROZEN,
            IDENTITY.fingerprint(),
            3,
            IDENTITY.split(),
            IDENTITY.recipe(),
            new Provenance.Start("keras-weights", "w.h5", "a".repeat(64), null));
    assertThat(IDENTITY.differencesTo(otherStart))
        .hasSize(2)
        .anyMatch(each -> each.contains("weights started from (SHA-256)"));
  }
}
