"""What the compare command makes of figures, and how it runs its parts. Needs neither TensorFlow nor Java.

python3 -m unittest bench/peers/test_compare.py
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path
from types import SimpleNamespace

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
loader = importlib.machinery.SourceFileLoader("compare", str(Path(__file__).resolve().with_name("compare")))
compare = importlib.util.module_from_spec(importlib.util.spec_from_loader("compare", loader))
loader.exec_module(compare)


SMILE_WITHOUT_RECIPES = """
case "$*" in
  --version) echo a version; exit ;;
  bench*) echo '{"picturesPerSecond": {"forwardOnnxRuntime": 500}}'; exit ;;
  *--recipe*) exit 2 ;;
esac
while [ "$1" != --out ]; do shift; done
mkdir "$2"
cd "$2"
echo '{"stages": [{"approach": "frozen", "epochs": [{"seconds": 8, "validationAccuracy": 0.8}]}]}' > history.json
echo '{"training": ["c"], "validation": ["b", "a"]}' > split.json
"""


def part(frozen=(), unfrozen=(), wall=100.0, memory=1000.0, **figures):
    """A measured part; epochs are pairs of seconds and accuracy."""
    epochs = [
        {"stage": stage, "epoch": epoch, "seconds": seconds, "validationAccuracy": accuracy}
        for stage, pairs in (("frozen", frozen), ("unfrozen", unfrozen))
        for epoch, (seconds, accuracy) in enumerate(pairs, 1)
    ]
    return {
        "machine": {"cpu": "a processor", "cores": 2, "memoryMiB": 1024, "system": "Linux", "loadAverageAtStart": 0.1},
        "process": {"wallSeconds": wall, "peakMemoryMiB": memory},
        "figures": {"versions": {"TensorFlow": "2"}, "pictures": 1000, "validationFiles": ["a", "b"], "epochs": epochs}
        | figures,
    }


def keras_part(**changes):
    return part([(40, 0.80), (20, 0.84), (20, 0.85)], [(50, 0.91), (30, 0.926), (34, 0.926)], **changes)


def our_part(**changes):
    return part([(12, 0.81), (8, 0.84), (8, 0.846)], [(25, 0.87), (20, 0.92), (25, 0.922)], **changes)


def verdicts(parts):
    return [verdict.strip("*") for _wanted, _found, verdict in compare.bars(parts)]


def report(parts, failures=(), image_size=160):
    return compare.report(parts, dict(failures), SimpleNamespace(image_size=image_size, batch_size=32, epochs=5))


class BarsTest(unittest.TestCase):
    def test_come_from_the_figures(self):
        parts = {"keras": keras_part(), "ours": our_part(memory=660), "quick": part((), [(10, 0.931)], wall=16.9)}
        found = [found for _wanted, found, _verdict in compare.bars(parts)]
        self.assertEqual(["2.50", "1.36", "-0.40 points", "-0.40 points", "0.66", "93.10 %", "0.106"], found)
        self.assertEqual(["met", "not met", "met", "met", "met", "met", "not met"], verdicts(parts))

    def test_turn_with_the_figures(self):
        worse = part([(20, 0.839)], [(20, 0.915)], memory=670)
        parts = {"keras": keras_part(), "ours": worse, "quick": part((), [(10, 0.9299)], wall=15.9)}
        self.assertEqual(["not met", "met", "not met", "not met", "not met", "not met", "met"], verdicts(parts))

    def test_say_when_the_aim_is_reached_too(self):
        fast = part([(6, 0.85)], [(18, 0.93)])
        self.assertEqual(["met**, the aim too", "met"], verdicts({"keras": keras_part(), "ours": fast})[:2])

    def test_are_not_measured_without_both_sides(self):
        for parts in ({}, {"keras": keras_part()}, {"ours": our_part()}):
            self.assertEqual(["not measured"] * 7, verdicts(parts))


class FiguresTest(unittest.TestCase):
    def test_ratio_without_first_epochs_leaves_them_out_on_both_sides(self):
        parts = {"keras": keras_part(), "ours": our_part()}
        self.assertAlmostEqual(34 / 25, compare.speedup(parts, "ours", "unfrozen"))
        self.assertAlmostEqual(32 / 22.5, compare.speedup(parts, "ours", "unfrozen", first=1))
        self.assertIsNone(compare.speedup({**parts, "ours": part([(5, 0.8)])}, "ours", "frozen", first=1))

    def test_keras_time_to_its_best_counts_both_stages_up_to_the_earliest_of_equal_unfrozen_epochs(self):
        self.assertEqual(40 + 20 + 20 + 50 + 30, compare.keras_seconds_to_best({"keras": keras_part()}))
        self.assertEqual(15, compare.keras_seconds_to_best({"keras": part([(10, 0.99)], [(5, 0.9)])}))


class ReportTest(unittest.TestCase):
    def test_shows_all_sides_and_the_parts_that_failed(self):
        rates = part(picturesPerSecond={"forwardOnnxRuntime": 500.0, "somethingNew": 50.0})
        parts = {"keras": keras_part(), "ours": our_part(), "quick": part((), [(9, 0.93)], 16), "ours-rates": rates}
        text = report(parts, {"keras-rates": "it ended"})
        self.assertIn("**keras-rates failed**: it ended", text)
        self.assertIn("- a processor, 2 cores, 1,024 MiB of memory, Linux\n- TensorFlow 2\n", text)
        self.assertIn("| frozen, keras | 40.0 20.0 20.0 | 20.0 | 50 | 1.00 | 1.00 | 80.00 84.00 85.00 |", text)
        self.assertIn("| frozen, ours | 12.0 8.0 8.0 | 8.0 | 125 | 2.50 | 2.50 | 81.00 84.00 84.60 |", text)
        self.assertIn("| unfrozen, quick | 9.0 |", text)
        self.assertIn("of Keras's 160.0 s", text)
        self.assertIn("| quick | 16.0 | 0.100 | 1,000 | 1.00 |", text)
        self.assertIn("| the network forward, ONNX Runtime from Java | 500 |\n| somethingNew | 50 |", text)
        self.assertIn("the same ones on all sides", text)
        self.assertNotIn("Take care", text)
        self.assertNotIn("another recipe", text)
        for table in text.split("\n\n"):
            self.assertLessEqual(len({line.count("|") for line in table.splitlines()}), 1, table)

    def test_warns_when_figures_do_not_say_what_they_should(self):
        ours = our_part(validationFiles=["a", "c"])
        ours["machine"]["loadAverageAtStart"] = 0.51
        text = report({"keras": keras_part(), "ours": ours}, image_size=64)
        self.assertIn("did not validate with the same pictures", text)
        self.assertNotIn("the same ones on all sides", text)
        self.assertIn("load average at the start 0.51", text)
        self.assertIn("another recipe", text)


class CommandTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        (self.folder / "weights.h5").touch()

    def stand_in(self, name, script):
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{script}")
        program.chmod(0o755)
        return program

    def run_compare(self, results, *words):
        places = ["--weights", self.folder / "weights.h5", "--data", self.folder, "--results", self.folder / results]
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            return compare.main([str(word) for word in (*places, *words)]), out.getvalue()

    def test_measures_what_is_not_there_yet_and_shows_what_a_failure_leaves(self):
        figures = keras_part(picturesPerSecond={"forwardTensorFlow": 400})["figures"]
        python = self.stand_in("python", f"echo '{json.dumps(figures)}'")
        with unittest.mock.patch.object(compare, "SMILE", self.stand_in("smile", SMILE_WITHOUT_RECIPES)):
            exit_code, text = self.run_compare("first", "--python", python)
        self.assertEqual(3, exit_code)
        self.assertIn("**quick failed**: smile ended with exit code 2", text)
        for line in ("| frozen, keras | 40.0 20.0 20.0 |", "| frozen, ours | 8.0 |", "Java | 500 |", "Python | 400 |"):
            self.assertIn(line, text)
        self.assertIn("the same ones on all sides", text)
        self.assertEqual(text, (self.folder / "first" / "report.md").read_text())

        words = ("--reuse", self.folder / "first", "--python", "/bin/false")
        with unittest.mock.patch.object(compare, "SMILE", self.folder / "gone"):
            exit_code, text = self.run_compare("second", *words)
        self.assertEqual((3, 1), (exit_code, text.count("failed**")))
        self.assertTrue((self.folder / "second" / "ours.json").exists())

        text = self.run_compare("third", *words, "--only", "keras")[1]
        self.assertIn("**keras failed**: false ended with exit code 1", text)
        self.assertIn("| frozen, ours | 8.0 |", text)

        self.assertNotIn("| frozen, ours |", self.run_compare("fourth", *words, "--only", "keras", "--epochs", 4)[1])

    def test_refuses_what_is_missing_and_to_write_over_results(self):
        (self.folder / "keras.json").touch()
        for option, code in {"--data": 4, "--weights": 5, "--reuse": 2, "--only": 2, "--results": 2}.items():
            with self.subTest(option), self.assertRaises(SystemExit) as refused:
                self.run_compare("results", option, self.folder if option == "--results" else "/nowhere")
            self.assertEqual(code, refused.exception.code)

    def test_sees_the_memory_of_the_program_that_a_launcher_becomes(self):
        script = f"exec {sys.executable} -c 'x = bytearray(100 << 20)'"
        peak = compare.watched(["bash", "-c", script], self.folder / "log")[1]["peakMemoryMiB"]
        self.assertTrue(100 < peak < 200, peak)


if __name__ == "__main__":
    unittest.main()
