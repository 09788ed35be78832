"""Makes the networks of the tests of inference and classification (needs the package onnx).

The good ones are one linear layer over all values, in the order channel, row, column:
logit = sum((i % 7 - 3) / 256 * value[i]) + bias. The bad ones differ in one thing each.
"""

import pathlib

import numpy
from onnx import TensorProto, checker, helper, numpy_helper, save

FOLDER = pathlib.Path(__file__).parent
BIAS = 0.25


def linear(name, channels, side, picture="pictures", batch="N", answer="logit",
           answer_shape=("N",), kind=TensorProto.FLOAT, bias=BIAS):
    size = channels * side * side
    weights = (numpy.arange(size) % 7 - 3).astype(numpy.float32).reshape(size, 1) / 256
    nodes = [
        helper.make_node("Cast", [picture], ["values"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["values"], ["flat"]),
        helper.make_node("Gemm", ["flat", "weights", "bias"], ["column"]),
        helper.make_node("Reshape", ["column", "shape"], [answer]),
    ]
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info(picture, kind, [batch, channels, side, side])],
        [helper.make_tensor_value_info(answer, TensorProto.FLOAT, answer_shape)],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(numpy.array([bias], numpy.float32), "bias"),
            numpy_helper.from_array(
                numpy.array([-1, 1][: len(answer_shape)], numpy.int64), "shape"
            ),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model, full_check=True)
    save(model, FOLDER / f"{name}.onnx")


linear("colour", 3, 4)
linear("grey", 1, 4)
linear("batch-of-one", 3, 4, batch=1, answer_shape=(1,))
linear("other-input-name", 3, 4, picture="x")
linear("other-output-name", 3, 4, answer="score")
linear("column-of-answers", 3, 4, answer_shape=("N", 1))
linear("bytes", 3, 4, kind=TensorProto.UINT8)
linear("not-a-number", 3, 4, bias=float("nan"))
