"""Runs a trained SavedModel in Python and compares it with the bundle that `smile export` made of it.

    pip install tensorflow-cpu onnxruntime
    python train/src/test/python/saved_model.py runs/first/unfrozen_model first.smile

Prints both engines' logits for eight made pictures and ends with 1 if they differ by more than 0.001.
"""

import sys

import numpy as np
import onnxruntime
import tensorflow as tf

model = tf.saved_model.load(sys.argv[1])
answer = model.signatures["serving_default"]
side = answer.structured_input_signature[1]["pictures"].shape[1]
i, h, w = np.meshgrid(np.arange(8), np.arange(side), np.arange(side), indexing="ij")
grey = (127.5 + 100 * np.sin(0.05 * (i + 1) * h + 0.03 * (i % 3 + 1) * w)).astype("float32")

outputs = answer(pictures=tf.constant(np.repeat(grey[..., None], 3, axis=3)))
logits = outputs["logit"].numpy()
assert np.allclose(outputs["probability"].numpy(), 1 / (1 + np.exp(-logits)), atol=1e-6)
print("SavedModel in Python:", np.round(logits, 4), f"({len(answer.variables)} variables)")

session = onnxruntime.InferenceSession(sys.argv[2] + "/model.onnx")
channels = session.get_inputs()[0].shape[1]
exported = session.run(["logit"], {"pictures": np.repeat(grey[:, None], channels, axis=1)})[0]
print("ONNX bundle:         ", np.round(exported, 4))
difference = np.abs(logits - exported).max()
print(f"largest difference: {difference:.1e}")
sys.exit(int(difference > 1e-3))
