package io.github.smiledetector.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smiledetector.error.ModelException;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

class KerasWeightsTest {
  private static final Map<String, float[]> FORMULA = FormulaWeights.backbone();

  @TempDir private static Path folder;
  private static Path good;

  @BeforeAll
  static void writeAFileLikeKeras() {
    good = folder.resolve("good.h5");
    write(good, MobileNetV2.LAYERS, UnaryOperator.identity());
  }

  @Test
  void readsEveryArrayByName() {
    assertSame(KerasWeights.read(good));
  }

  @Test
  void readsInLayerOrderWhenTheNamesAreOthers() {
    Path renamed = folder.resolve("renamed.h5");
    write(renamed, MobileNetV2.LAYERS, name -> "mobl_" + name);
    assertSame(KerasWeights.read(renamed));
  }

  @Test
  void refusesANetworkOfAnotherDepth() {
    Path shorter = folder.resolve("shorter.h5");
    write(shorter, MobileNetV2.LAYERS.subList(0, 150), UnaryOperator.identity());
    assertThatThrownBy(() -> KerasWeights.read(shorter))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("shorter.h5")
        .hasMessageContaining("layers with weights");
  }

  @Test
  void refusesAnArrayOfAnotherShapeAndNamesBoth() {
    Path swapped = folder.resolve("swapped.h5");
    List<Layer> layers =
        MobileNetV2.LAYERS.stream()
            .map(
                layer ->
                    layer.name().equals("block_5_project")
                        ? MobileNetV2.LAYERS.get(MobileNetV2.layerIndex("block_6_project"))
                        : layer)
            .toList();
    writeAs(swapped, layers, MobileNetV2.LAYERS.stream().map(Layer::name).toList());
    assertThatThrownBy(() -> KerasWeights.read(swapped))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("block_5_project")
        .hasMessageContaining("[1, 1, 192, 64]")
        .hasMessageContaining("[1, 1, 192, 32]");
  }

  @Test
  void refusesMissingForeignAndTruncatedFiles() throws IOException {
    Path text = Files.writeString(folder.resolve("text.h5"), "no weights here".repeat(200));
    Path half = folder.resolve("half.h5");
    byte[] bytes = Files.readAllBytes(good);
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    for (Path wrong : List.of(folder.resolve("missing.h5"), text, half)) {
      assertThatThrownBy(() -> KerasWeights.read(wrong))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(wrong.getFileName().toString());
    }
  }

  @Test
  void refusesAFileThatEndsTooEarlyWhereverItEnds() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    Path cut = folder.resolve("cut.h5");
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      int length = i < 20 ? 1 << i : random.nextInt(bytes.length);
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> KerasWeights.read(cut))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("cut.h5");
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "SMILE_SHARED", matches = ".+")
  void readsTheImageNetFile() {
    Map<String, float[]> values = KerasWeights.read(Reference.imageNetFile());
    assertThat(values).hasSize(MobileNetV2.PARAMETERS.size());
    assertThat(values.get("Conv1_bn") == null).isTrue();
    // restored with batch norm folded: gamma 1, variance 0.999
    assertThat(values.get("Conv_1_bn/gamma")).containsOnly(1f);
    assertThat(values.get("Conv_1_bn/moving_variance")).containsOnly(0.999f);
  }

  private static void assertSame(Map<String, float[]> values) {
    assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(FORMULA.keySet());
    values.forEach((name, array) -> assertThat(array).as(name).isEqualTo(FORMULA.get(name)));
  }

  private static void write(Path file, List<Layer> layers, UnaryOperator<String> rename) {
    writeAs(file, layers, layers.stream().map(Layer::name).map(rename).toList());
  }

  private static void writeAs(Path file, List<Layer> layers, List<String> names) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("layer_names", names.toArray(String[]::new));
      for (int i = 0; i < layers.size(); i++) {
        Layer layer = layers.get(i);
        String name = names.get(i);
        WritableGroup group = hdf.putGroup(name);
        if (layer.parameters().isEmpty()) {
          continue;
        }
        WritableGroup nested = group.putGroup(name);
        String[] weightNames = new String[layer.parameters().size()];
        for (int k = 0; k < weightNames.length; k++) {
          Parameter parameter = layer.parameters().get(k);
          String role = parameter.name().substring(parameter.name().indexOf('/') + 1) + ":0";
          weightNames[k] = name + "/" + role;
          nested.putDataset(
              role, shaped(FORMULA.get(parameter.name()), parameter.shape(), new int[1]));
        }
        group.putAttribute("weight_names", weightNames);
      }
    }
  }

  /** Nested arrays, as jhdf wants them. */
  private static Object shaped(float[] flat, List<Integer> shape, int[] next) {
    if (shape.size() == 1) {
      float[] row = Arrays.copyOfRange(flat, next[0], next[0] + shape.get(0));
      next[0] += row.length;
      return row;
    }
    int[] inner = shape.subList(1, shape.size()).stream().mapToInt(Integer::intValue).toArray();
    Object array = java.lang.reflect.Array.newInstance(float.class, concat(shape.get(0), inner));
    for (int i = 0; i < shape.get(0); i++) {
      java.lang.reflect.Array.set(array, i, shaped(flat, shape.subList(1, shape.size()), next));
    }
    return array;
  }

  private static int[] concat(int first, int[] rest) {
    int[] all = new int[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
