package io.github.smiledetector.train.export;

import com.google.protobuf.ByteString;
import io.github.smiledetector.error.DataException;
import io.github.smiledetector.error.ModelException;
import io.github.smiledetector.train.network.Parameter;
import io.github.smiledetector.train.network.Sessions;
import io.github.smiledetector.train.network.TransferGraph;
import io.github.smiledetector.train.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.train.Restore;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Writes and reads the transfer model as a TensorFlow SavedModel with one signature, {@code
 * serving_default}: {@code pictures} [N, side, side, 3] in 0..255 go in, {@code logit} [N] and
 * {@code probability} [N] come out.
 *
 * <p>Parameters are resource variables with Keras's names, so that Python's {@code
 * tf.saved_model.load} runs the model and can go on training it. TensorFlow Java's own exporter
 * saves only the older kind of variable, hence the saver written here.
 */
public final class SavedModels {
  /** The file inside a model's folder that holds the numbers. */
  public static final Path VARIABLES_DATA = Path.of("variables", "variables.data-00000-of-00001");

  private static final String TAG = "serve";
  private static final String READ = ".read";

  private SavedModels() {}

  /**
   * A model read back.
   *
   * @param weights all parameters
   * @param sidePx side of the square input
   */
  public record Loaded(Weights weights, int sidePx) {}

  /**
   * Writes a SavedModel into a folder, beside what is there already.
   *
   * @param folder made where it is missing
   * @throws DataException if writing fails
   */
  public static void write(Path folder, Weights weights, int sidePx) {
    try {
      writeFiles(folder, weights, sidePx);
    } catch (IOException | TensorFlowException e) {
      throw new DataException(
          "the model cannot be written to " + folder + ": " + firstLine(e.getMessage()), e);
    }
  }

  /** TensorFlow adds lines of advice to its own developers. */
  private static String firstLine(String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }

  private static void writeFiles(Path folder, Weights weights, int sidePx) throws IOException {
    Path variablesFolder = Files.createDirectories(folder.resolve("variables"));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> pictures =
          tf.withName("pictures")
              .placeholder(
                  TFloat32.class,
                  Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, sidePx, sidePx, 3)));
      Map<Parameter, VarHandleOp> handles = new LinkedHashMap<>();
      Map<Parameter, Operand<TFloat32>> values = new HashMap<>();
      Map<String, Ops> scopes = new HashMap<>();
      for (Parameter parameter : Weights.PARAMETERS) {
        String layer = layerOf(parameter);
        String role = parameter.name().substring(layer.length() + 1);
        Ops scope = scopes.computeIfAbsent(layer, tf::withSubScope);
        VarHandleOp handle =
            scope
                .withName(role)
                .varHandleOp(
                    TFloat32.class, shapeOf(parameter), VarHandleOp.sharedName(parameter.name()));
        handles.put(parameter, handle);
        values.put(parameter, scope.withName(role + READ).readVariableOp(handle, TFloat32.class));
      }
      TransferGraph model = new TransferGraph(tf, pictures, values::get);
      Operand<TFloat32> logit = tf.withName("logit").identity(model.logits());
      Operand<TFloat32> probability = tf.withName("probability").math.sigmoid(logit);
      SaverDef saver = writeSaver(tf, handles, values);

      try (Session session = new Session(graph, Sessions.configuration())) {
        assign(session, tf, handles, weights);
        try (TString prefix = TString.scalarOf(variablesFolder.resolve("variables").toString())) {
          session
              .runner()
              .feed(saver.getFilenameTensorName(), prefix)
              .fetch(saver.getSaveTensorName())
              .run()
              .close();
        }
      }
      MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
      meta.getMetaInfoDefBuilder().addTags(TAG).setTensorflowVersion(TensorFlow.version());
      meta.setGraphDef(graph.toGraphDef()).setSaverDef(saver);
      CollectionDef.Builder variables = CollectionDef.newBuilder();
      handles.forEach(
          (parameter, handle) ->
              variables
                  .getBytesListBuilder()
                  .addValue(definition(parameter, handle, values.get(parameter))));
      meta.putCollectionDef("variables", variables.build())
          .putCollectionDef("trainable_variables", trainable(handles, values));
      meta.putSignatureDef(
          "serving_default",
          SignatureDef.newBuilder()
              .setMethodName("tensorflow/serving/predict")
              .putInputs("pictures", info(pictures, -1, sidePx, sidePx, 3))
              .putOutputs("logit", info(logit, -1))
              .putOutputs("probability", info(probability, -1))
              .build());
      byte[] bytes =
          SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(meta)
              .build()
              .toByteArray();
      Files.write(folder.resolve("saved_model.pb"), bytes);
    }
  }

  private static CollectionDef trainable(
      Map<Parameter, VarHandleOp> handles, Map<Parameter, Operand<TFloat32>> values) {
    CollectionDef.Builder variables = CollectionDef.newBuilder();
    handles.forEach(
        (parameter, handle) -> {
          if (parameter.learnable()) {
            variables
                .getBytesListBuilder()
                .addValue(definition(parameter, handle, values.get(parameter)));
          }
        });
    return variables.build();
  }

  private static ByteString definition(
      Parameter parameter, VarHandleOp handle, Operand<TFloat32> value) {
    return VariableDef.newBuilder()
        .setVariableName(handle.op().name() + ":0")
        .setInitializerName(restoreName(parameter))
        .setSnapshotName(value.op().name() + ":0")
        .setIsResource(true)
        .setTrainable(parameter.learnable())
        .build()
        .toByteString();
  }

  /** The operations by which TensorFlow, in any language, saves and restores the variables. */
  private static SaverDef writeSaver(
      Ops tf, Map<Parameter, VarHandleOp> handles, Map<Parameter, Operand<TFloat32>> values) {
    Ops scope = tf.withSubScope("save");
    Placeholder<TString> prefix =
        scope.withName("prefix").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    String[] names = handles.keySet().stream().map(Parameter::name).toArray(String[]::new);
    String[] whole = new String[names.length];
    Arrays.fill(whole, "");
    Operand<TString> nameList = strings(scope, names);
    Operand<TString> slices = strings(scope, whole);
    List<Operand<?>> saved = new ArrayList<>();
    handles.keySet().forEach(parameter -> saved.add(values.get(parameter)));
    Op save = scope.train.save(prefix, nameList, slices, saved);
    Operand<TString> written =
        scope.withControlDependencies(List.of(save)).withName("written").identity(prefix);

    List<Class<? extends TType>> types = new ArrayList<>();
    handles.keySet().forEach(parameter -> types.add(TFloat32.class));
    Restore restore = scope.train.restore(prefix, nameList, slices, types);
    List<Op> assigned = new ArrayList<>();
    int i = 0;
    for (Map.Entry<Parameter, VarHandleOp> entry : handles.entrySet()) {
      String name = restoreName(entry.getKey());
      assigned.add(
          scope
              .withName(name.substring(name.indexOf('/') + 1))
              .assignVariableOp(entry.getValue(), restore.tensors().get(i++)));
    }
    Op all = scope.withControlDependencies(assigned).withName("restore_all").noOp();
    return SaverDef.newBuilder()
        .setFilenameTensorName(prefix.op().name() + ":0")
        .setSaveTensorName(written.op().name() + ":0")
        .setRestoreOpName(all.op().name())
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  private static Operand<TString> strings(Ops scope, String[] values) {
    return scope.constant(NdArrays.vectorOfObjects(values));
  }

  private static String restoreName(Parameter parameter) {
    return "save/restore_" + parameter.name().replace('/', '.');
  }

  /** In a single call: TensorFlow optimizes the whole graph anew for every other set of targets. */
  private static void assign(
      Session session, Ops tf, Map<Parameter, VarHandleOp> handles, Weights weights) {
    List<TFloat32> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (Map.Entry<Parameter, VarHandleOp> entry : handles.entrySet()) {
        Parameter parameter = entry.getKey();
        Placeholder<TFloat32> value =
            tf.placeholder(TFloat32.class, Placeholder.shape(shapeOf(parameter)));
        TFloat32 start =
            TFloat32.tensorOf(
                shapeOf(parameter), DataBuffers.of(weights.values(parameter), true, false));
        fed.add(start);
        runner.feed(value, start).addTarget(tf.assignVariableOp(entry.getValue(), value));
      }
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  private static TensorInfo info(Operand<TFloat32> operand, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dimensions.addDimBuilder().setSize(size);
    }
    return TensorInfo.newBuilder()
        .setName(operand.op().name() + ":0")
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(dimensions)
        .build();
  }

  /**
   * Reads the parameters of a SavedModel that {@link #write} wrote.
   *
   * @throws ModelException if the folder holds no such model or it is damaged
   */
  public static Loaded read(Path folder) {
    if (!Files.isRegularFile(folder.resolve("saved_model.pb"))) {
      throw new ModelException(
          folder
              + " holds no saved_model.pb. Expected the folder of a trained model, such as frozen_model or unfrozen_model inside a run.");
    }
    try (SavedModelBundle bundle =
        SavedModelBundle.loader(folder.toString())
            .withTags(TAG)
            .withConfigProto(Sessions.configuration())
            .load()) {
      SignatureDef signature = bundle.metaGraphDef().getSignatureDefMap().get("serving_default");
      if (signature == null
          || !signature.containsInputs("pictures")
          || signature.getInputsOrThrow("pictures").getTensorShape().getDimCount() != 4) {
        throw new ModelException(
            folder
                + " is a SavedModel, but not one of a smile classifier: its signature has no input 'pictures' of four dimensions");
      }
      int sidePx =
          Math.toIntExact(
              signature.getInputsOrThrow("pictures").getTensorShape().getDim(1).getSize());
      Session.Runner runner = bundle.session().runner();
      Weights.PARAMETERS.forEach(parameter -> runner.fetch(parameter.name() + READ));
      Map<String, float[]> values = new HashMap<>();
      try (Result result = runner.run()) {
        for (int i = 0; i < Weights.PARAMETERS.size(); i++) {
          TFloat32 tensor = (TFloat32) result.get(i);
          float[] array = new float[Math.toIntExact(tensor.size())];
          tensor.asRawTensor().data().asFloats().read(array);
          values.put(Weights.PARAMETERS.get(i).name(), array);
        }
      }
      return new Loaded(Weights.of(values), sidePx);
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new ModelException(folder + " cannot be read as a trained model: " + e.getMessage(), e);
    }
  }

  private static String layerOf(Parameter parameter) {
    return parameter.name().substring(0, parameter.name().indexOf('/'));
  }

  private static Shape shapeOf(Parameter parameter) {
    return Shape.of(parameter.shape().stream().mapToLong(Integer::longValue).toArray());
  }
}
