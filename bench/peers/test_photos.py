"""What the photos command makes of figures, and how it runs its sides. Needs neither MediaPipe, OpenCV nor Java.

python3 -m unittest bench/peers/test_photos.py
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import sys
import tempfile
import time
import unittest
import unittest.mock
from pathlib import Path
from types import SimpleNamespace

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
loader = importlib.machinery.SourceFileLoader("photos", str(Path(__file__).resolve().with_name("photos")))
photos = importlib.util.module_from_spec(importlib.util.spec_from_loader("photos", loader))
loader.exec_module(photos)

# Finds in each file the faces that are written in it: widths and smiles.
LOOK = """
import json, sys
from pathlib import Path
words = sys.argv[1:]
if "versions" in words or "--version" in words:
    sys.exit(print('{"Python": "3"}'))
share, shares = (int(n) for n in words[words.index("--share") + 1].split("/")) if "--share" in words else (0, 1)
folder = next(Path(word) for word in words if Path(word).is_dir())
for file in sorted(folder.iterdir())[share::shares]:
    pairs = [pair.split(":") for pair in file.read_text().split()]
    faces = [{"box": {"x": 0, "y": 0, "width": float(w), "height": 1}, "probability": float(p)} for w, p in pairs]
    print(json.dumps({"file": str(file), "faces": faces}), flush=True)
"""


def run(side, processes=1, threads=1, rate=100.0, memory=200.0, **changes):
    return {
        "side": side, "processes": processes, "threads": threads, "versions": {side: "1"},
        "machine": {"cpu": "a processor", "cores": 2, "memoryMiB": 1024, "system": "Linux", "loadAverageAtStart": 0.1},
        "wholeProcess": rate / 2, "afterFirst": rate, "secondHalf": 2 * rate, "firstAnswerSeconds": 0.25,
        "peakMemoryMiB": memory, "pictures": 1000, "unreadable": 1, "picturesWithFace": 990, "faces": 1010,
    } | changes


def report(runs, failures=(), labelled=None):
    chosen = SimpleNamespace(folder=Path("/album"), scale=180, repeat=3)
    return photos.report(runs, dict(failures), chosen, labelled)


class RatesTest(unittest.TestCase):
    def test_leave_out_what_came_with_the_moment_they_start_from(self):
        found = photos.rates([(2.0, 1), (2.5, 0), (3.0, 4), (4.0, 2), (6.0, 3)], wall=8.0)
        self.assertEqual(10 / 8, found["wholeProcess"])
        self.assertEqual(9 / 4, found["afterFirst"])
        self.assertEqual(3 / 2, found["secondHalf"])
        self.assertEqual(2.0, found["firstAnswerSeconds"])

    def test_are_not_known_when_all_came_at_once(self):
        found = photos.rates([(2.0, 10)], wall=4.0)
        self.assertEqual((2.5, None), (found["wholeProcess"], found["afterFirst"]))
        with self.assertRaises(photos.PartFailed):
            photos.rates([], wall=4.0)


class AreaTest(unittest.TestCase):
    def test_is_taken_on_the_pictures_in_which_every_side_found_a_face(self):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            told = {"ours-haar": {"a": 0.9, "b": 0.8, "c": 0.1}, "mediapipe": {"b": 0.4, "c": 0.6}}
            for side, smiles in told.items():
                answers = [{"file": name, "smile": smiles.get(name)} for name in "abcd"]
                photos.write_lines(answers, out / f"{side}.jsonl")
            (out / "labels.csv").write_text("file,smile\na,0\nb,1\nc,0\nd,1\ne,1\n")
            found = photos.areas(SimpleNamespace(out=out, labels=out / "labels.csv"))
        self.assertEqual((2, {"ours-haar": 1.0, "mediapipe": 0.0}), found)

    def test_counts_pairs_and_equal_ones_half(self):
        self.assertEqual(1.0, photos.area([0.8, 0.9], [0.1, 0.7]))
        self.assertEqual(0.75, photos.area([1, 1], [0, 1]))
        self.assertEqual(0.0, photos.area([0.1], [0.2]))
        self.assertIsNone(photos.area([0.1], []))


class ReportTest(unittest.TestCase):
    def test_takes_medians_and_the_fastest_way(self):
        runs = [run("ours-yunet", rate=rate) for rate in (1500, 1400, 900)]
        runs += [run("mediapipe", 1, 1, rate) for rate in (150, 160, 170)]
        runs += [run("mediapipe", 1, 2, rate, memory=300) for rate in (210, 200, 130)]
        runs += [run("mediapipe", 2, 1, rate, memory=400) for rate in (204, 204, 204)]
        text = report(runs, {"opencv-haar-1x1-1": "it ended"}, (80, {"ours-yunet": 0.95, "mediapipe": None}))
        self.assertIn("ours-yunet 1 x 1, mediapipe 1 x 2\n", text)
        self.assertIn("| ours-yunet | 700.0 | 7.00 | 1,400.0 | 7.00 | 2,800.0 | 7.00 | 0.25 |", text)
        self.assertIn("| mediapipe | 100.0 | 1.00 | 200.0 | 1.00 | 400.0 | 1.00 | 0.25 |", text)
        self.assertIn("| ours-yunet | 200 | 0.67 | 1,000 | 1 | 990 | 1,010 | 0.950 |", text)
        self.assertIn("| mediapipe | 300 | 1.00 | 1,000 | 1 | 990 | 1,010 | - |", text)
        self.assertIn("| mediapipe | 1 x 1 | 75.0 80.0 85.0 | 150.0 160.0 170.0 | 200 200 200 |", text)
        self.assertIn("**opencv-haar-1x1-1 failed**: it ended", text)
        self.assertIn("80 labelled pictures", text)
        self.assertNotIn("Take care", text)
        for table in text.split("\n\n"):
            self.assertLessEqual(len({line.count("|") for line in table.splitlines()}), 1, table)

    def test_takes_the_faster_way_even_if_it_needs_more_memory(self):
        runs = [run("mediapipe", 1, 1, 94, memory=100), run("mediapipe", 2, 1, 100, memory=200)]
        self.assertEqual({"mediapipe": ("mediapipe", 2, 1)}, photos.fastest(runs))

    def test_has_no_ratios_without_mediapipe(self):
        self.assertIn("| ours-haar | 50.0 | - | 100.0 | - | 200.0 | - | 0.25 |", report([run("ours-haar")]))


class CommandTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.album = self.folder / "album"
        for name, content in {"b/1.jpg": "10:0.1 30:0.9", "a/1.JPG": "20:0.2", "c.png": "", "notes.txt": ""}.items():
            (self.album / name).parent.mkdir(parents=True, exist_ok=True)
            (self.album / name).write_text(content)
        (self.folder / "model.task").touch()

    def stand_in(self, name, script):
        program = self.folder / name
        program.write_text(f"#!{sys.executable}\n{script}")
        program.chmod(0o755)
        return program

    def run_photos(self, *words):
        places = [self.album, "--mediapipe-model", self.folder / "model.task", "--out", self.folder / "out"]
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            return photos.main([str(word) for word in (*places, *words)]), out.getvalue()

    def test_measures_all_sides_in_turn_and_keeps_every_answer(self):
        look = self.stand_in("look", LOOK)
        python = self.stand_in("python", LOOK.replace("words = sys.argv[1:]", "words = sys.argv[2:]"))
        (self.folder / "labels.csv").write_text("file,smile\nb/1.jpg,1\na/1.JPG,0\nc.png,1\n")
        with unittest.mock.patch.object(photos, "cores", lambda: 2):
            exit_code, text = self.run_photos("--smile", look, "--python", python, "--repeat", 2,
                                              "--labels", self.folder / "labels.csv")
        self.assertEqual(0, exit_code, text)
        out = self.folder / "out"
        self.assertEqual(text, (out / "report.md").read_text())
        self.assertEqual({*(f"{side}-1x1" for side in photos.OURS), *(f"{peer}-{way}" for peer in ("mediapipe", "opencv-haar")
                                                                      for way in ("1x1", "1x2", "2x1"))},
                         {file.stem[:-2] for file in out.glob("*-2.json")})
        for side in photos.SIDES:
            answers = [json.loads(line) for line in (out / f"{side}.jsonl").read_text().splitlines()]
            self.assertEqual([("a/1.JPG", 0.2, 1), ("b/1.jpg", 0.9, 2), ("c.png", None, 0)],
                             [(answer["file"], answer["smile"], len(answer["faces"])) for answer in answers])
            self.assertRegex(text, rf"\| {side} \| \d+ \| [\d.]+ \| 3 \| 0 \| 2 \| 3 \| 1.000 \|")
        self.assertIn("areas under ROC on 2 labelled pictures", text)

    def test_shows_what_a_failure_leaves(self):
        look = self.stand_in("look", LOOK.replace("[share::shares]", "[:2]") + "sys.exit(3)")
        exit_code, text = self.run_photos("--smile", look, "--limit", 2, "--repeat", 1, "--only", "ours-haar")
        self.assertEqual((0, True), (exit_code, "| ours-haar | 1 x 1 |" in text), text)
        exit_code, text = self.run_photos("--smile", look, "--repeat", 1, "--only", "ours-haar", "--out",
                                          self.folder / "all")
        self.assertEqual(3, exit_code)
        self.assertIn("**ours-haar-1x1-1 failed**: answered 2 times for 3 pictures", text)
        fails = self.stand_in("fails", LOOK + "sys.exit(5)")
        text = self.run_photos("--smile", fails, "--repeat", 1, "--only", "ours-haar", "--out", self.folder / "5")[1]
        self.assertIn("**ours-haar-1x1-1 failed**: fails ended with exit code 5", text)

    def test_refuses_what_is_missing_and_to_write_over_results(self):
        words = {4: [[self.folder / "nowhere"], ["--labels", "/nowhere"]], 5: [["--mediapipe-model", "/nowhere"]],
                 2: [["--only", "keras"], ["--repeat", 0], ["--out", self.folder]]}
        for code, cases in words.items():
            for case in cases:
                with self.subTest(case), self.assertRaises(SystemExit) as refused:
                    if case[0] == self.folder / "nowhere":
                        self.album = case.pop()
                    self.run_photos(*case)
                self.assertEqual(code, refused.exception.code)
                self.album = self.folder / "album"

    def test_adds_up_the_memory_of_processes_side_by_side(self):
        script = "import time; x = bytearray(100 << 20); print(1, flush=True); time.sleep(0.3); print(2, flush=True)"
        began = time.monotonic()
        events, process = photos.timed([[sys.executable, "-c", script]] * 2, self.folder / "part")
        self.assertTrue(200 < process["peakMemoryMiB"] < 400, process)
        self.assertEqual(4, sum(lines for _, lines in events))
        self.assertLess(process["wallSeconds"], time.monotonic() - began)
        self.assertGreater(events[-1][0] - events[0][0], 0.25)


if __name__ == "__main__":
    unittest.main()
