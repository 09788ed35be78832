package io.github.smiledetector.train.network;

import io.github.smiledetector.error.ModelException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the backbone's weights from a Keras HDF5 file ({@code
 * mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_*_no_top.h5}).
 */
public final class KerasWeights {
  private KerasWeights() {}

  /**
   * Reads every parameter of the backbone. Layers are matched by name; if the names are others than
   * ours, in order, as Keras's {@code load_weights} does. Number, order and shape of each layer's
   * arrays are checked either way.
   *
   * @param file an HDF5 file in the layout of Keras's {@code save_weights}
   * @return arrays by parameter name, for {@link Weights#with}
   * @throws ModelException if the file is missing, no HDF5, damaged, or holds another network
   */
  public static Map<String, float[]> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "no weights file "
              + file
              + ". Expected an HDF5 file; `smile models fetch mobilenet-v2` gets Keras's ImageNet weights.");
    }
    try (HdfFile hdf = new HdfFile(file)) {
      // A whole model file keeps the same groups one level down.
      Group root = hdf.getChild("model_weights") instanceof Group nested ? nested : hdf;
      return match(file, layersOf(root, file));
    } catch (ModelException e) {
      throw e;
    } catch (RuntimeException e) {
      // Damage shows in all kinds of exceptions from the library, not only in its own.
      throw new ModelException(
          file
              + " cannot be read as an HDF5 weights file ("
              + size(file)
              + " bytes): "
              + e.getMessage()
              + ". `smile models fetch mobilenet-v2` gets Keras's ImageNet weights.",
          e);
    }
  }

  /** The arrays of one layer in the file's order. */
  private record StoredLayer(String name, List<Dataset> arrays) {}

  private static List<StoredLayer> layersOf(Group root, Path file) {
    List<StoredLayer> layers = new ArrayList<>();
    for (String name : strings(root, "layer_names", file)) {
      if (!(root.getChild(name) instanceof Group group)) {
        throw new ModelException(
            file + " lists a layer '" + name + "' but holds no group of that name");
      }
      if (group.getChildren().isEmpty()) {
        continue; // a layer without weights
      }
      List<Dataset> arrays = new ArrayList<>();
      for (String weight : strings(group, "weight_names", file)) {
        Node node = group.getByPath(weight);
        if (!(node instanceof Dataset dataset)) {
          throw new ModelException(
              file + ": layer '" + name + "' lists " + weight + " but holds no such array");
        }
        arrays.add(dataset);
      }
      layers.add(new StoredLayer(name, arrays));
    }
    return layers;
  }

  private static Map<String, float[]> match(Path file, List<StoredLayer> stored) {
    List<Layer> wanted =
        MobileNetV2.LAYERS.stream().filter(layer -> !layer.parameters().isEmpty()).toList();
    if (stored.size() != wanted.size()) {
      throw new ModelException(
          file
              + " holds "
              + stored.size()
              + " layers with weights, MobileNetV2 without its top has "
              + wanted.size()
              + ". Take a file whose name ends in 1.0_*_no_top.h5.");
    }
    Map<String, StoredLayer> byName = new LinkedHashMap<>();
    stored.forEach(layer -> byName.put(layer.name(), layer));
    boolean named = wanted.stream().allMatch(layer -> byName.containsKey(layer.name()));
    Map<String, float[]> values = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      Layer layer = wanted.get(i);
      StoredLayer from = named ? byName.get(layer.name()) : stored.get(i);
      if (from.arrays().size() != layer.parameters().size()) {
        throw new ModelException(
            file
                + ": layer "
                + from.name()
                + " has "
                + from.arrays().size()
                + " arrays, expected "
                + layer.parameters().size()
                + " for "
                + layer.name());
      }
      for (int k = 0; k < layer.parameters().size(); k++) {
        Parameter parameter = layer.parameters().get(k);
        values.put(parameter.name(), floats(file, from.arrays().get(k), parameter));
      }
    }
    return values;
  }

  private static float[] floats(Path file, Dataset dataset, Parameter parameter) {
    List<Integer> found = new ArrayList<>();
    for (int dimension : dataset.getDimensions()) {
      found.add(dimension);
    }
    if (!found.equals(parameter.shape())) {
      throw new ModelException(
          file
              + ": "
              + dataset.getPath()
              + " has shape "
              + found
              + ", expected "
              + parameter.shape()
              + " for "
              + parameter.name());
    }
    if (dataset.getDataFlat() instanceof float[] values) {
      return values;
    }
    throw new ModelException(
        file
            + ": "
            + dataset.getPath()
            + " holds "
            + dataset.getJavaType()
            + ", expected 32-bit floats");
  }

  private static String[] strings(Node node, String attribute, Path file) {
    Attribute found = node.getAttribute(attribute);
    if (found == null) {
      throw new ModelException(
          file
              + " has no attribute "
              + attribute
              + " at "
              + node.getPath()
              + ": it is no Keras weights file");
    }
    Object data = found.getData();
    if (data instanceof String[] strings) {
      return strings;
    }
    throw new ModelException(
        file + ": attribute " + attribute + " at " + node.getPath() + " holds no list of names");
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }
}
