"""Makes the networks of the tests of inference and classification (needs the package onnx).

The good ones are one linear layer over all values, in the order channel, row, column:
logit = sum((i % 7 - 3) / 256 * value[i]) + bias. The bad ones differ in one thing each. One more
stands in for the face finder YuNet, and one for our own.
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


def bright_cells():
    """Takes and gives what YuNet does, and takes bright cells for faces: of a cell of 8, 16 or 32
    pixels the class and the object are the mean of its blue over 255 (a square is bright at its
    own size and, a quarter as much, in the next larger cell), the box has the cell's size round
    its upper left corner, and the points lie on that corner."""
    nodes = [
        helper.make_node("Slice", ["input", "zero", "one", "axis"], ["plane"]),
        helper.make_node("Div", ["plane", "most"], ["blue"]),
    ]
    outputs = []
    for stride in 8, 16, 32:
        nodes += [
            helper.make_node("AveragePool", ["blue"], [f"mean_{stride}"],
                             kernel_shape=[stride, stride], strides=[stride, stride]),
            helper.make_node("Reshape", [f"mean_{stride}", "column"], [f"cls_{stride}"]),
            helper.make_node("Identity", [f"cls_{stride}"], [f"obj_{stride}"]),
            helper.make_node("Mul", [f"cls_{stride}", "nothing_4"], [f"bbox_{stride}"]),
            helper.make_node("Mul", [f"cls_{stride}", "nothing_10"], [f"kps_{stride}"]),
        ]
    for name, values in ("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10):
        for stride in 8, 16, 32:
            outputs.append(helper.make_tensor_value_info(
                f"{name}_{stride}", TensorProto.FLOAT, [1, "cells", values]))
    constants = {
        "zero": numpy.array([0], numpy.int64),
        "one": numpy.array([1], numpy.int64),
        "axis": numpy.array([1], numpy.int64),
        "most": numpy.array(255, numpy.float32),
        "column": numpy.array([1, -1, 1], numpy.int64),
        "nothing_4": numpy.zeros((1, 1, 4), numpy.float32),
        "nothing_10": numpy.zeros((1, 1, 10), numpy.float32),
    }
    graph = helper.make_graph(
        nodes,
        "bright cells",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, "height", "width"])],
        outputs,
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, FOLDER / "bright-cells.onnx")


def compact_cells(name="compact-cells", logit=20.0):
    """Takes and gives what our own face finder does, and takes red cells for faces: of a cell of 8, 16
    or 32 pixels the score's logit is 20 times the mean of its red over 255, less 10. The middle of the
    box is moved from the cell's to the right by a quarter of the mean of its green, and down by half
    the mean of its blue; the logarithm of its width is 0.5, that of its height -0.25, in cells. The
    first point lies on the cell's middle, each other one an eighth of a cell to the right of and a
    quarter above the one before it."""
    weights = numpy.zeros((15, 3, 1, 1), numpy.float32)
    weights[0, 0] = logit / 255
    weights[1, 1] = 0.25 / 255
    weights[2, 2] = 0.5 / 255
    biases = numpy.zeros(15, numpy.float32)
    biases[0] = -logit / 2
    biases[3:5] = 0.5, -0.25
    biases[5::2] = numpy.arange(5) / 8
    biases[6::2] = numpy.arange(5) / -4
    nodes = []
    for stride in 8, 16, 32:
        nodes += [
            helper.make_node("AveragePool", ["pixels"], [f"mean_{stride}"],
                             kernel_shape=[stride, stride], strides=[stride, stride]),
            helper.make_node("Conv", [f"mean_{stride}", "weights", "biases"], [f"faces_{stride}"]),
        ]
    graph = helper.make_graph(
        nodes,
        "compact cells",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["n", 3, "height", "width"])],
        [helper.make_tensor_value_info(f"faces_{stride}", TensorProto.FLOAT, ["n", 15, None, None])
         for stride in (8, 16, 32)],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(biases, "biases")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model, full_check=True)
    save(model, FOLDER / f"{name}.onnx")


bright_cells()
compact_cells()
compact_cells("compact-not-a-number", float("nan"))
linear("colour", 3, 4)
linear("grey", 1, 4)
linear("batch-of-one", 3, 4, batch=1, answer_shape=(1,))
linear("other-input-name", 3, 4, picture="x")
linear("other-output-name", 3, 4, answer="score")
linear("column-of-answers", 3, 4, answer_shape=("N", 1))
linear("bytes", 3, 4, kind=TensorProto.UINT8)
linear("not-a-number", 3, 4, bias=float("nan"))
