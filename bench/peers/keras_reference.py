#!/usr/bin/env python3
"""Trains the reference recipe with Keras 2 (tf-keras), or measures the bare forward rate of its backbone.

The counterpart of `smile train`: the same pictures, weights, split and recipe, and everything else as the library
does it by default. The outcome is one JSON object.
"""

import argparse
import contextlib
import hashlib
import json
import os
import platform
import resource
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()

# Exit codes as the smile command has them.
DONE, WRONG_USE, BAD_DATA, BAD_MODEL = 0, 2, 4, 5

SEED = 42
VALIDATION_SHARE = 0.2
ROTATION = 0.2
DROPOUT = 0.2
FROZEN_RATE = 1e-3
UNFROZEN_RATE = 1e-4
FIRST_UNFROZEN_LAYER = 118
LAYERS_OF_BACKBONE = 154
PICTURE_ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")

WARM_UP_SECONDS = 1.0
MEASURED_SECONDS = 3.0
LEAST_CALLS = 5


class Refusal(Exception):
    """Ends the program with a message instead of a stack trace."""

    def __init__(self, exit_code, message):
        super().__init__(message)
        self.exit_code = exit_code


def arguments(words=None):
    parser = argparse.ArgumentParser(
        description="Trains the reference recipe with Keras 2: MobileNetV2 frozen, then unfrozen from layer "
        f"{FIRST_UNFROZEN_LAYER} on. Writes one JSON object with the figures of every epoch.",
        epilog="examples:\n"
        "  keras_reference.py --data data/smilesmiled --weights mobilenet_v2.h5 --out keras.json\n"
        "  keras_reference.py --forward-rate --weights mobilenet_v2.h5\n"
        "\nexit codes: 0 done, 2 wrong use or wrong libraries, 4 bad data, 5 bad weights",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", metavar="DIR", type=Path,
                        help="folder with one sub-folder of pictures a class, two classes; sorted by name the second one "
                        "smiles (negatives, positives)")
    parser.add_argument("--weights", metavar="FILE", type=Path, required=True,
                        help="ImageNet weights of MobileNetV2 without the top, a Keras HDF5 file")
    parser.add_argument("--epochs", metavar="N", type=at_least(1), default=5,
                        help="passes over the training pictures, each stage (default: 5)")
    parser.add_argument("--image-size", metavar="PX", type=at_least(32), default=160,
                        help="side of the square that the network sees, from 32 (default: 160)")
    parser.add_argument("--batch-size", metavar="N", type=at_least(1), default=32,
                        help="pictures a step (default: 32)")
    parser.add_argument("--out", metavar="FILE", type=Path,
                        help="where the JSON goes (default: standard output)")
    parser.add_argument("--forward-rate", action="store_true",
                        help="do not train: measure how many pictures a second go forward through the bare backbone")
    chosen = parser.parse_args(words)
    if chosen.data is None and not chosen.forward_rate:
        parser.error("--data DIR is needed, unless --forward-rate is given")
    return chosen


def at_least(least):
    def number(text):
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"expected a whole number from {least}, not {text}")
        return int(text)

    return number


def check_inputs(chosen):
    """Before TensorFlow is loaded, which takes seconds."""
    if not chosen.weights.is_file():
        raise Refusal(
            BAD_MODEL,
            f"there is no weights file {chosen.weights}; `smile models fetch mobilenet-v2` gets one and says where it lies",
        )
    if chosen.out is not None and not chosen.out.absolute().parent.is_dir():
        raise Refusal(
            WRONG_USE, f"--out {chosen.out}: there is no folder {chosen.out.absolute().parent}; make it first"
        )
    if chosen.forward_rate:
        return
    if not chosen.data.is_dir():
        raise Refusal(
            BAD_DATA,
            f"--data {chosen.data}: there is no such folder; one with one sub-folder of pictures a class was expected",
        )
    classes = sorted(child.name for child in chosen.data.iterdir() if child.is_dir() and not child.name.startswith("."))
    if len(classes) != 2:
        raise Refusal(
            BAD_DATA,
            f"--data {chosen.data}: two sub-folders, one a class, were expected; found {len(classes)}"
            + "".join(f", {name}" for name in classes),
        )
    for name in classes:
        if not any(file.suffix.lower() in PICTURE_ENDINGS for file in (chosen.data / name).rglob("*")):
            raise Refusal(
                BAD_DATA,
                f"{chosen.data / name}: no picture found; expected files ending in {', '.join(PICTURE_ENDINGS)}",
            )


def load_keras():
    # Before the import: afterwards tf.keras would be Keras 3.
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    requirements = Path(__file__).with_name("requirements.txt")
    try:
        import tensorflow as tf
        import tf_keras as keras
    except ImportError as missing:
        raise Refusal(
            WRONG_USE,
            f"TensorFlow and tf-keras (Keras 2) are needed: {missing}. Install them with: "
            f"{sys.executable} -m pip install -r {requirements}",
        ) from missing
    if keras.__version__.split(".")[0] != "2":
        raise Refusal(
            WRONG_USE,
            f"Keras 2 is needed, found Keras {keras.__version__}. Keras 3 overrides training=False of a nested model "
            "inside fit, which spoils the unfrozen stage. Install Keras 2 with: "
            f"{sys.executable} -m pip install -r {requirements}",
        )
    return tf, keras


def backbone(keras, chosen):
    shape = (chosen.image_size, chosen.image_size, 3)
    try:
        base = keras.applications.MobileNetV2(input_shape=shape, include_top=False, weights=str(chosen.weights))
    except (OSError, ValueError, KeyError) as error:
        raise Refusal(
            BAD_MODEL, f"{chosen.weights} does not hold weights of MobileNetV2 1.0 without the top: {error}"
        ) from error
    # The recipe names layers by number.
    if len(base.layers) != LAYERS_OF_BACKBONE:
        raise Refusal(
            WRONG_USE,
            f"this Keras builds MobileNetV2 of {len(base.layers)} layers; {LAYERS_OF_BACKBONE} were expected",
        )
    return base


def transfer_model(keras, base, image_size):
    augmentation = keras.Sequential(
        [keras.layers.RandomFlip("horizontal"), keras.layers.RandomRotation(ROTATION)]
    )
    pictures = keras.Input((image_size, image_size, 3))
    maps = augmentation(pictures)
    maps = maps / 127.5
    maps = maps - 1.0
    maps = base(maps, training=False)
    features = keras.layers.GlobalAveragePooling2D()(maps)
    features = keras.layers.Dropout(DROPOUT)(features)
    return keras.Model(pictures, keras.layers.Dense(1)(features))


def compile_for(keras, model, rate):
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[
            keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0),
            keras.metrics.BinaryAccuracy(name="accuracy_at_half", threshold=0.5),
        ],
    )


def unfreeze(base, model):
    base.trainable = True
    for layer in base.layers[:FIRST_UNFROZEN_LAYER]:
        layer.trainable = False
    model.layers[-1].trainable = False


def exact_share(accuracy, pictures):
    """Keras gives accuracies in single precision, which can miss a bar that the share itself just meets."""
    return round(float(accuracy) * pictures) / pictures


def clock(keras, stage, epochs, training_pictures, validation_pictures):
    """A callback that times every epoch of a stage and keeps its figures in `results`."""

    class Clock(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.results = []
            self.validation_seconds = 0.0
            self.first_epoch_began = None

        def on_epoch_begin(self, epoch, logs=None):
            self.began = time.perf_counter()
            if self.first_epoch_began is None:
                self.first_epoch_began = self.began

        def on_test_begin(self, logs=None):
            self.validation_began = time.perf_counter()

        def on_test_end(self, logs=None):
            self.validation_seconds = time.perf_counter() - self.validation_began

        def on_epoch_end(self, epoch, logs=None):
            result = {
                "stage": stage,
                "epoch": epoch + 1,
                "seconds": time.perf_counter() - self.began,
                "validationSeconds": self.validation_seconds,
                "loss": float(logs["loss"]),
                "accuracy": exact_share(logs["accuracy"], training_pictures),
                "accuracyAtHalfLogit": exact_share(logs["accuracy_at_half"], training_pictures),
                "validationLoss": float(logs["val_loss"]),
                "validationAccuracy": exact_share(logs["val_accuracy"], validation_pictures),
                "validationAccuracyAtHalfLogit": exact_share(logs["val_accuracy_at_half"], validation_pictures),
            }
            self.results.append(result)
            say(
                f"{stage} epoch {epoch + 1}/{epochs}: {result['seconds']:.1f} s, loss {result['loss']:.4f}, "
                f"validation accuracy {result['validationAccuracy']:.4f} "
                f"({result['validationAccuracyAtHalfLogit']:.4f} at logit 0.5)"
            )

    return Clock()


def read_pictures(keras, chosen):
    # Keras counts files on standard output, where the JSON goes.
    with contextlib.redirect_stdout(sys.stderr):
        return [
            keras.utils.image_dataset_from_directory(
                str(chosen.data),
                validation_split=VALIDATION_SHARE,
                subset=subset,
                seed=SEED,
                image_size=(chosen.image_size, chosen.image_size),
                batch_size=chosen.batch_size,
                label_mode="binary",
            )
            for subset in ("training", "validation")
        ]


def split_digest(names):
    """Of a set of pictures, whatever their order; the compare command makes the same of our split.json."""
    return hashlib.sha256("".join(name + "\n" for name in sorted(names)).encode()).hexdigest()


def train(tf, keras, chosen):
    training, validation = read_pictures(keras, chosen)
    names = [Path(file).relative_to(chosen.data).as_posix() for file in validation.file_paths]
    counts = len(training.file_paths), len(validation.file_paths)
    classes = training.class_names
    training = training.prefetch(tf.data.AUTOTUNE)
    validation = validation.prefetch(tf.data.AUTOTUNE)

    base = backbone(keras, chosen)
    base.trainable = False
    model = transfer_model(keras, base, chosen.image_size)
    clocks = []
    for stage, rate in (("frozen", FROZEN_RATE), ("unfrozen", UNFROZEN_RATE)):
        if stage == "unfrozen":
            unfreeze(base, model)
        compile_for(keras, model, rate)
        clocks.append(clock(keras, stage, chosen.epochs, *counts))
        try:
            model.fit(training, validation_data=validation, epochs=chosen.epochs, verbose=0, callbacks=[clocks[-1]])
        except tf.errors.InvalidArgumentError as error:
            raise Refusal(BAD_DATA, f"{chosen.data}: a picture cannot be read: {error.message.splitlines()[0]}") from error
    return {
        "startUpSeconds": clocks[0].first_epoch_began - STARTED,
        "trainingPictures": counts[0],
        "validationPictures": counts[1],
        "classes": classes,
        "validationDigest": split_digest(names),
        "epochs": clocks[0].results + clocks[1].results,
        "peakMemoryMiB": peak_memory_mib(),
    }


def forward_rate(tf, keras, chosen):
    base = backbone(keras, chosen)
    pictures = tf.random.stateless_uniform(
        (chosen.batch_size, chosen.image_size, chosen.image_size, 3), (1, 2), minval=-1.0
    )
    forward = tf.function(lambda batch: base(batch, training=False))

    def calls_for(seconds):
        calls, began = 0, time.perf_counter()
        while True:
            # Taking one number out waits for the whole call.
            forward(pictures)[0, 0, 0, 0].numpy()
            calls += 1
            took = time.perf_counter() - began
            if took >= seconds and calls >= LEAST_CALLS:
                return calls, took

    calls_for(WARM_UP_SECONDS)
    calls, took = calls_for(MEASURED_SECONDS)
    return {"picturesPerSecond": calls * chosen.batch_size / took, "calls": calls, "seconds": took}


def peak_memory_mib():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, KiB elsewhere.
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def processors():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def say(message):
    print(message, file=sys.stderr, flush=True)


def write(outcome, file):
    text = json.dumps(outcome, indent=2) + "\n"
    if file is None:
        sys.stdout.write(text)
        return
    # Whole or not at all.
    part = file.with_name(file.name + ".part")
    part.write_text(text)
    part.replace(file)


def main():
    chosen = arguments()
    check_inputs(chosen)
    tf, keras = load_keras()
    measured = forward_rate(tf, keras, chosen) if chosen.forward_rate else train(tf, keras, chosen)
    outcome = {
        "formatVersion": 1,
        "imageSidePx": chosen.image_size,
        "batchSize": chosen.batch_size,
        "weightsSha256": hashlib.sha256(chosen.weights.read_bytes()).hexdigest(),
        "processors": processors(),
        "versions": {
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "tf-keras": keras.__version__,
        },
        **measured,
    }
    write(outcome, chosen.out)
    return DONE


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        say(f"keras_reference: {refusal}")
        sys.exit(refusal.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
