#!/usr/bin/env python3
"""Trains the reference recipe with Keras 2 (tf-keras), or measures the bare forward rate of its backbone.

The counterpart of `smile train`: the same pictures, weights, split and recipe, and everything else as the library
does it by default. Prints one JSON object.
"""

import argparse
import contextlib
import json
import os
import platform
import sys
import time
from pathlib import Path

# Before the imports: afterwards tf.keras would be Keras 3.
os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import tensorflow as tf
import tf_keras as keras

SEED = 42
VALIDATION_SHARE = 0.2
ROTATION = 0.2
DROPOUT = 0.2
FROZEN_RATE = 1e-3
UNFROZEN_RATE = 1e-4
FIRST_UNFROZEN_LAYER = 118

WARM_UP_SECONDS = 1.0
MEASURED_SECONDS = 3.0


def main():
    chosen = arguments()
    # Keras counts files on standard output, where the JSON goes.
    with contextlib.redirect_stdout(sys.stderr):
        figures = forward_rate(chosen) if chosen.forward_rate else train(chosen)
    versions = {"Python": platform.python_version(), "TensorFlow": tf.__version__, "tf-keras": keras.__version__}
    print(json.dumps({"versions": versions, **figures}))


def arguments():
    parser = argparse.ArgumentParser(
        description="Trains the reference recipe with Keras 2: MobileNetV2 frozen, then unfrozen from layer "
        f"{FIRST_UNFROZEN_LAYER} on. Prints one JSON object with the figures of every epoch.",
        epilog="examples:\n"
        "  keras_reference.py --data data/smilesmiled --weights mobilenet_v2.h5\n"
        "  keras_reference.py --forward-rate --weights mobilenet_v2.h5",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", metavar="DIR", type=Path,
                        help="two folders of pictures, one a class; sorted by name the second one smiles")
    parser.add_argument("--weights", metavar="FILE", required=True,
                        help="ImageNet weights of MobileNetV2 without the top, a Keras HDF5 file")
    parser.add_argument("--epochs", metavar="N", type=int, default=5, help="epochs of each stage (default: 5)")
    parser.add_argument("--image-size", metavar="PX", type=int, default=160,
                        help="side of the square that the network sees (default: 160)")
    parser.add_argument("--batch-size", metavar="N", type=int, default=32, help="pictures a step (default: 32)")
    parser.add_argument("--forward-rate", action="store_true",
                        help="do not train: measure how many pictures a second go forward through the bare backbone")
    chosen = parser.parse_args()
    if chosen.data is None and not chosen.forward_rate:
        parser.error("--data DIR is needed, unless --forward-rate is given")
    if not keras.__version__.startswith("2."):
        parser.error(f"Keras 2 is needed, found {keras.__version__}; requirements.txt says why and which")
    return chosen


def train(chosen):
    training, validation = (read_pictures(chosen, subset) for subset in ("training", "validation"))
    pictures = {
        "pictures": len(training.file_paths) + len(validation.file_paths),
        "validationFiles": sorted(Path(file).relative_to(chosen.data).as_posix() for file in validation.file_paths),
    }
    training, validation = (part.prefetch(tf.data.AUTOTUNE) for part in (training, validation))

    base = backbone(chosen)
    model = transfer_model(base, chosen.image_size)
    epochs = []
    for stage, freeze, rate in (("frozen", freeze_backbone, FROZEN_RATE), ("unfrozen", unfreeze, UNFROZEN_RATE)):
        freeze(base, model)
        compile_for(model, rate)
        model.fit(training, validation_data=validation, epochs=chosen.epochs, verbose=0,
                  callbacks=[Clock(stage, epochs)])
    return {**pictures, "epochs": epochs}


def read_pictures(chosen, subset):
    return keras.utils.image_dataset_from_directory(
        str(chosen.data),
        validation_split=VALIDATION_SHARE,
        subset=subset,
        seed=SEED,
        image_size=(chosen.image_size, chosen.image_size),
        batch_size=chosen.batch_size,
        label_mode="binary",
    )


def backbone(chosen):
    shape = (chosen.image_size, chosen.image_size, 3)
    return keras.applications.MobileNetV2(input_shape=shape, include_top=False, weights=chosen.weights)


def transfer_model(base, image_size):
    augmentation = keras.Sequential([keras.layers.RandomFlip("horizontal"), keras.layers.RandomRotation(ROTATION)])
    pictures = keras.Input((image_size, image_size, 3))
    maps = augmentation(pictures)
    maps = maps / 127.5
    maps = maps - 1.0
    maps = base(maps, training=False)
    features = keras.layers.GlobalAveragePooling2D()(maps)
    features = keras.layers.Dropout(DROPOUT)(features)
    return keras.Model(pictures, keras.layers.Dense(1)(features))


def freeze_backbone(base, _model):
    base.trainable = False


def unfreeze(base, model):
    base.trainable = True
    for layer in base.layers[:FIRST_UNFROZEN_LAYER]:
        layer.trainable = False
    model.layers[-1].trainable = False


def compile_for(model, rate):
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[
            keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0),
            keras.metrics.BinaryAccuracy(name="accuracy_at_half", threshold=0.5),
        ],
    )


class Clock(keras.callbacks.Callback):
    """Times every epoch of a stage and adds its figures to `results`."""

    def __init__(self, stage, results):
        super().__init__()
        self.stage = stage
        self.results = results

    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.results.append({
            "stage": self.stage,
            "epoch": epoch + 1,
            "seconds": time.perf_counter() - self.began,
            "loss": float(logs["loss"]),
            "accuracy": float(logs["accuracy"]),
            "accuracyAtHalfLogit": float(logs["accuracy_at_half"]),
            "validationLoss": float(logs["val_loss"]),
            "validationAccuracy": float(logs["val_accuracy"]),
            "validationAccuracyAtHalfLogit": float(logs["val_accuracy_at_half"]),
        })
        print(self.results[-1], file=sys.stderr, flush=True)


def forward_rate(chosen):
    base = backbone(chosen)
    shape = (chosen.batch_size, chosen.image_size, chosen.image_size, 3)
    pictures = tf.random.stateless_uniform(shape, (1, 2), minval=-1.0)
    forward = tf.function(lambda batch: base(batch, training=False))

    def calls_a_second(least_seconds):
        calls, began = 0, time.perf_counter()
        while time.perf_counter() - began < least_seconds:
            # Taking one number out waits for the whole call.
            forward(pictures)[0, 0, 0, 0].numpy()
            calls += 1
        return calls / (time.perf_counter() - began)

    calls_a_second(WARM_UP_SECONDS)
    return {"picturesPerSecond": {"forwardTensorFlow": chosen.batch_size * calls_a_second(MEASURED_SECONDS)}}


if __name__ == "__main__":
    main()
