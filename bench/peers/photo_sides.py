#!/usr/bin/env python3
"""The other sides of `photos`, each as its users would write it; one JSON object a line and picture.

photo_sides.py mediapipe|opencv-haar FOLDER [--share I/N] [--threads N] [--model FILE]
photo_sides.py scale FOLDER --to DIR --px PX
photo_sides.py versions
"""

import argparse
import functools
import importlib.metadata
import json
import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


# MediaPipe's own default is 1, which would leave out faces that the others find.
MOST_FACES = 10


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("mediapipe", "opencv-haar", "scale", "versions"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--share", default="0/1", help="of N processes, this is number I, from 0")
    parser.add_argument("--threads", type=int, default=1, help="each with a finder of its own")
    parser.add_argument("--model", help="MediaPipe's face_landmarker.task")
    parser.add_argument("--to", type=Path, help="folder for scaled copies")
    parser.add_argument("--px", type=int, help="longer side of the copies")
    chosen = parser.parse_args()
    if chosen.task == "versions":
        print(json.dumps(versions()))
    elif chosen.task == "scale":
        scale(chosen.folder, chosen.to, chosen.px)
    else:
        share, shares = (int(word) for word in chosen.share.split("/"))
        files = sorted(chosen.folder.iterdir())[share::shares]
        side = {"mediapipe": functools.partial(mediapipe, model=chosen.model),
                "opencv-haar": functools.partial(opencv_haar, at_once=shares * chosen.threads)}[chosen.task]
        with ThreadPoolExecutor(chosen.threads) as pool:
            list(pool.map(side, [files[thread::chosen.threads] for thread in range(chosen.threads)]))


def versions():
    found = {"Python": platform.python_version()}
    for package in ("mediapipe", "opencv-python-headless", "numpy"):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "unknown"
    return found


def mediapipe(files, model):
    import cv2
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=model), num_faces=MOST_FACES, output_face_blendshapes=True)
    with vision.FaceLandmarker.create_from_options(options) as landmarker:
        for file in files:
            # MediaPipe's own reader is slower, and its landmarker fails for good at the first grey picture from it.
            pixels = cv2.imread(str(file))
            if pixels is None:
                tell(file, error="cannot be read")
                continue
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
            result = landmarker.detect(picture)
            faces = []
            for landmarks, shapes in zip(result.face_landmarks, result.face_blendshapes):
                score = {shape.category_name: shape.score for shape in shapes}
                xs, ys = [point.x for point in landmarks], [point.y for point in landmarks]
                faces.append(face(
                    min(xs) * picture.width, min(ys) * picture.height,
                    (max(xs) - min(xs)) * picture.width, (max(ys) - min(ys)) * picture.height,
                    (score["mouthSmileLeft"] + score["mouthSmileRight"]) / 2))
            tell(file, faces=faces)


def opencv_haar(files, at_once):
    import cv2

    if at_once > 1:
        cv2.setNumThreads(max(1, os.cpu_count() // at_once))
    face_cascade = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")
    smile_cascade = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_smile.xml")
    for file in files:
        picture = cv2.imread(str(file))
        if picture is None:
            tell(file, error="cannot be read")
            continue
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        faces = []
        for x, y, width, height in face_cascade.detectMultiScale(grey, 1.3, 5):
            smiles = smile_cascade.detectMultiScale(grey[y:y + height, x:x + width], 1.8, 20)
            faces.append(face(int(x), int(y), int(width), int(height), 1.0 if len(smiles) else 0.0))
        tell(file, faces=faces)


def face(x, y, width, height, probability):
    """In the form that `smile detect --json` gives its own."""
    return {"box": {"x": x, "y": y, "width": width, "height": height}, "probability": probability}


def tell(file, **what):
    # In one piece: other threads tell too.
    sys.stdout.write(json.dumps({"file": str(file), **what}) + "\n")
    sys.stdout.flush()


def scale(folder, to, longer_side):
    import cv2

    for file in sorted(folder.iterdir()):
        picture = cv2.imread(str(file))
        if picture is None:
            continue
        height, width = picture.shape[:2]
        factor = longer_side / max(width, height)
        size = max(1, round(width * factor)), max(1, round(height * factor))
        scaled = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
        cv2.imwrite(str(to / f"{file.stem}.jpg"), scaled, [cv2.IMWRITE_JPEG_QUALITY, 95])


if __name__ == "__main__":
    main()
