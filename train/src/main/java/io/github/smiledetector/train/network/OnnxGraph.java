package io.github.smiledetector.train.network;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/** A graph of ONNX operators while it is being written; a node bears the name of its output. */
final class OnnxGraph {
  /** Stands for a length that is free. */
  static final long OPEN = -1;

  private static final int OPSET = 13;
  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("smile");

  /** The bytes of an ONNX file. */
  byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("smile-detector")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(output)
        .addOutput(output)
        .addAllInput(List.of(inputs));
  }

  /** A node of a convolution; its inputs are the map, the kernel and the bias. */
  void convolution(Convolution convolution, String... inputs) {
    NodeProto.Builder node = node("Conv", convolution.name(), inputs);
    attribute(node, "kernel_shape", convolution.size(), convolution.size());
    attribute(node, "strides", convolution.stride(), convolution.stride());
    int before = convolution.paddingBefore();
    int after = convolution.paddingAfter();
    attribute(node, "pads", before, before, after, after);
    attribute(node, "group", convolution.depthwise() ? convolution.out() : 1);
  }

  static void attribute(NodeProto.Builder node, String name, long value) {
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeProto.AttributeType.INT)
            .setI(value));
  }

  static void attribute(NodeProto.Builder node, String name, String value) {
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(value)));
  }

  static void attribute(NodeProto.Builder node, String name, long first, long... others) {
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeProto.AttributeType.INTS)
            .addInts(first)
            .addAllInts(LongStream.of(others).boxed().toList()));
  }

  void scalar(String name, float value) {
    constant(name, new float[] {value}, new long[0]);
  }

  void constant(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    constant(name, DataType.FLOAT, bytes.array(), shape);
  }

  void constant(String name, int[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    constant(name, DataType.INT32, bytes.array(), shape);
  }

  void constant(String name, byte[] values, long... shape) {
    constant(name, DataType.INT8, values, shape);
  }

  /** A single unsigned byte, 0..255. */
  void unsignedByte(String name, int value) {
    constant(name, DataType.UINT8, new byte[] {(byte) value});
  }

  private void constant(String name, DataType type, byte[] bytes, long... shape) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(LongStream.of(shape).boxed().toList())
            .setRawData(ByteString.copyFrom(bytes)));
  }

  void integers(String name, long... values) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(values.length)
        .addAllInt64Data(LongStream.of(values).boxed().toList());
  }

  /** A float input whose first dimension, the batch, is free. */
  void input(String name, long... shape) {
    graph.addInput(value(name, shape));
  }

  /** A float output whose first dimension, the batch, is free. */
  void output(String name, long... shape) {
    graph.addOutput(value(name, shape));
  }

  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    dimensions.addDimBuilder().setDimParam("N");
    for (long size : shape) {
      TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
      if (size != OPEN) {
        dimension.setDimValue(size);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.getNumber())
                        .setShape(dimensions)))
        .build();
  }
}
