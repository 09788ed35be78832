"""What the compare command makes of figures. Needs neither TensorFlow nor Java.

python3 -m unittest bench/peers/test_compare.py
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import struct
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent


def load(file):
    loader = importlib.machinery.SourceFileLoader(file.replace(".py", ""), str(HERE / file))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    # Where dataclasses look for the module of a class.
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


compare = load("compare")
keras_reference = load("keras_reference.py")

REFERENCE = {"imageSidePx": 160, "batchSize": 32, "epochs": 5}


def epoch(stage, number, seconds, accuracy, at_half=None):
    return {
        "stage": stage,
        "epoch": number,
        "seconds": seconds,
        "validationAccuracy": accuracy,
        "validationAccuracyAtHalfLogit": accuracy if at_half is None else at_half,
    }


def part(epochs=None, session="A", wall=100.0, memory=1000.0, **figures):
    if epochs is not None:
        division = {"trainingPictures": 800, "validationPictures": 200, "validationDigest": "d1"}
        figures = {**division, "epochs": epochs, **figures}
    return {
        "session": session,
        "startedAt": session,
        "machine": {"cpu": "a processor", "processors": 2, "memoryMiB": 1024, "system": "Linux", "environment": {}},
        "process": {
            "wallSeconds": wall,
            "processorSeconds": 2 * wall,
            "peakMemoryMiB": memory,
            "loadAverageBefore": 0.1,
            "processorsUsedByOthers": None,
        },
        "figures": figures,
    }


def keras_part(**changes):
    return part(
        [epoch("frozen", 1, 40, 0.80), epoch("frozen", 2, 20, 0.84), epoch("frozen", 3, 20, 0.85)]
        + [epoch("unfrozen", 1, 50, 0.91), epoch("unfrozen", 2, 30, 0.926), epoch("unfrozen", 3, 34, 0.926)],
        **changes,
    )


def our_part(**changes):
    return part(
        [epoch("frozen", 1, 12, 0.81), epoch("frozen", 2, 8, 0.84), epoch("frozen", 3, 8, 0.846)]
        + [epoch("unfrozen", 1, 25, 0.87), epoch("unfrozen", 2, 20, 0.92), epoch("unfrozen", 3, 25, 0.922)],
        **changes,
    )


def holds(parts):
    return [bar.holds for bar in compare.bars(parts)]


class BarsTest(unittest.TestCase):
    def test_come_from_the_figures(self):
        quick = part([epoch("unfrozen", 1, 10, 0.931)], wall=16.9)
        found = compare.bars({"keras": keras_part(), "ours": our_part(memory=660), "quick": quick})
        self.assertEqual([True, False, True, True, True, True, False], [bar.holds for bar in found])
        self.assertEqual(["2.50 times", "1.36 times", "-0.40 points", "-0.40 points", "0.66 of it", "93.10 %"],
                         [bar.found for bar in found[:6]])

    def test_turn_with_the_figures(self):
        slow = our_part(memory=670)
        for one in slow["figures"]["epochs"]:
            one["seconds"] *= 2
            one["validationAccuracy"] -= 0.002
        quick = part([epoch("unfrozen", 1, 10, 0.9299)], wall=15.9)
        self.assertEqual([False] * 6 + [True], holds({"keras": keras_part(), "ours": slow, "quick": quick}))

    def test_say_when_the_aim_is_reached_too(self):
        fast = our_part()
        for one in fast["figures"]["epochs"]:
            one["seconds"] /= 2
        verdicts = [bar.verdict() for bar in compare.bars({"keras": keras_part(), "ours": fast})[:2]]
        self.assertEqual(["**met**, the aim too", "**met**, the aim too"], verdicts)

    def test_are_not_measured_without_both_sides(self):
        self.assertEqual([None] * 7, holds({}))
        self.assertEqual([None] * 7, holds({"keras": keras_part()}))
        self.assertEqual([None] * 7, holds({"ours": our_part()}))

    def test_are_not_measured_for_a_stage_that_is_missing(self):
        frozen_only = part([epoch("frozen", 1, 10, 0.8)])
        self.assertEqual([True, None, False, None], holds({"keras": keras_part(), "ours": frozen_only})[:4])


class FiguresTest(unittest.TestCase):
    def test_ratio_without_first_epochs_leaves_them_out_on_both_sides(self):
        by_median, without_first = compare.stage_ratios(keras_part(), our_part(), "unfrozen")
        self.assertAlmostEqual(34 / 25, by_median)
        self.assertAlmostEqual(32 / 22.5, without_first)

    def test_one_epoch_has_no_ratio_without_the_first(self):
        one = part([epoch("frozen", 1, 10, 0.8)])
        self.assertEqual((1.0, None), compare.stage_ratios(one, one, "frozen"))

    def test_keras_time_to_its_best_counts_both_stages_up_to_the_earliest_of_equal_epochs(self):
        self.assertEqual(40 + 20 + 20 + 50 + 30, compare.keras_seconds_to_best(keras_part()))

    def test_a_better_frozen_epoch_is_not_keras_best(self):
        keras = part([epoch("frozen", 1, 10, 0.99), epoch("unfrozen", 1, 5, 0.9)])
        self.assertEqual(15, compare.keras_seconds_to_best(keras))

    def test_finds_the_first_epoch_at_a_bar(self):
        epochs = [epoch("a", 1, 1, 0.9299), epoch("a", 2, 1, 0.93), epoch("a", 3, 1, 0.95)]
        self.assertEqual(2, compare.first_at(epochs, 0.93)["epoch"])
        self.assertIsNone(compare.first_at(epochs, 0.96))


    def test_accuracies_of_keras_lose_their_rounding(self):
        single_precision = struct.unpack("f", struct.pack("f", 0.7))[0]
        self.assertLess(single_precision, 0.7)
        self.assertEqual(0.7, keras_reference.exact_share(single_precision, 100))


class ReportTest(unittest.TestCase):
    def test_shows_both_sides_and_the_parts_that_failed(self):
        failures = {"quick": "ended with exit code 2"}
        text = compare.report({"keras": keras_part(), "ours": our_part()}, failures, REFERENCE)
        self.assertIn("**quick failed**: ended with exit code 2", text)
        self.assertIn("| frozen, Keras | 40.0 20.0 20.0 | 20.0 | 50 |  |  |", text)
        self.assertIn("| frozen, ours | 12.0 8.0 8.0 | 8.0 | 125 | 2.50 times | 2.50 times |", text)
        self.assertIn("the same ones on all sides", text)
        self.assertNotIn("Take care", text)

    def test_warns_when_sides_cannot_be_compared(self):
        ours = our_part(session="B", validationDigest="d2")
        ours["machine"]["processors"] = 4
        ours["process"]["processorsUsedByOthers"] = 0.5
        text = compare.report({"keras": keras_part(), "ours": ours}, {}, REFERENCE)
        self.assertIn("measured in 2 runs, not in one", text)
        self.assertIn("different machines", text)
        self.assertIn("other work kept 0.50 processors busy while ours ran", text)
        self.assertIn("did not divide the pictures in the same way", text)
        self.assertNotIn("the same ones on all sides", text)

    def test_one_side_alone_is_not_the_same_as_any_other(self):
        self.assertNotIn("the same ones", compare.report({"keras": keras_part()}, {}, REFERENCE))

    def test_says_when_the_recipe_is_not_the_one_of_the_bars(self):
        self.assertNotIn("another recipe", compare.report({}, {}, REFERENCE))
        self.assertIn("another recipe", compare.report({}, {}, {**REFERENCE, "epochs": 1}))

    def test_takes_rates_it_does_not_know_and_misses_none(self):
        rates = {"forwardOnnxRuntime": 500.0, "somethingNew": 50.0, "broken": "fast", "zero": 0}
        text = compare.report({"keras": keras_part(), "ours-rates": part(picturesPerSecond=rates)}, {}, REFERENCE)
        self.assertIn("| forward, ONNX Runtime from Java | 500 | 2.0 |", text)
        self.assertIn("| somethingNew | 50 | 20.0 |", text)
        self.assertNotIn("broken", text)
        self.assertNotIn("The limit", compare.report({"ours-rates": part(picturesPerSecond=None)}, {}, REFERENCE))

    def test_compares_the_quick_recipe_with_keras_best(self):
        quick = part([epoch("frozen", 1, 6, 0.9, 0.92), epoch("unfrozen", 1, 4, 0.92, 0.94)], wall=16)
        text = compare.report({"keras": keras_part(wall=200), "quick": quick}, {}, REFERENCE)
        self.assertIn("| whole process | 16.0 | 200.0 | 0.080 |", text)
        self.assertIn("| whole process, beside Keras's epochs up to its best | 16.0 | 160.0 | 0.100 |", text)
        self.assertIn("| epochs up to the best | 10.0 | 160.0 | 0.062 |", text)
        self.assertIn("| epochs up to the first at 93.0 % or more, logit 0 | - | - | - |", text)
        self.assertIn("| epochs up to the first at 93.0 % or more, logit 0.5 | 10.0 | - | - |", text)

    def test_every_table_row_has_as_many_cells_as_its_title(self):
        parts = {"keras": keras_part(), "ours": part([epoch("frozen", 1, 9, 0.8)]), "quick": our_part()}
        parts["keras-rates"] = part(picturesPerSecond=100.0)
        for block in compare.report(parts, {}, REFERENCE).split("\n\n"):
            widths = {line.count("|") for line in block.splitlines() if line.startswith("|")}
            self.assertLessEqual(len(widths), 1, block)


class PartsTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def keep(self, **changes):
        kept = {"formatVersion": 1, "part": "keras", "failure": None, "settings": {"epochs": 5}, **changes}
        compare.write_part(self.folder, kept)

    def test_reuses_what_was_measured_with_the_same_settings(self):
        self.keep()
        self.assertEqual("keras", compare.reusable(self.folder, "keras", {"epochs": 5})["part"])
        self.assertIsNone(compare.reusable(self.folder, "ours", {"epochs": 5}))

    def test_measures_a_failed_part_again(self):
        self.keep(failure="ended with exit code 1")
        self.assertIsNone(compare.reusable(self.folder, "keras", {"epochs": 5}))

    def test_refuses_other_settings_and_other_formats(self):
        self.keep()
        with self.assertRaisesRegex(compare.Refusal, "with epochs 5, now it is 4"):
            compare.reusable(self.folder, "keras", {"epochs": 4})
        self.keep(formatVersion=2)
        with self.assertRaisesRegex(compare.Refusal, "format version 2"):
            compare.reusable(self.folder, "keras", {"epochs": 5})

    def test_reads_our_history_as_keras_script_writes_its_own(self):
        history = {"formatVersion": 1, "stages": [{"approach": "frozen", "epochs": [{"epoch": 1, "seconds": 2.5}]}]}
        (self.folder / "history.json").write_text(json.dumps(history))
        (self.folder / "split.json").write_text(json.dumps({"training": ["a/1", "a/2"], "validation": ["b/2", "b/1"]}))
        run = compare.our_run(self.folder)
        self.assertEqual([{"stage": "frozen", "epoch": 1, "seconds": 2.5}], run["epochs"])
        self.assertEqual((2, 1 + 1), (run["trainingPictures"], run["validationPictures"]))
        self.assertEqual(keras_reference.split_digest(["b/1", "b/2"]), run["validationDigest"])

    def test_a_broken_history_fails_the_part_only(self):
        (self.folder / "split.json").write_text("{}")
        for broken in ("", "[]", "{}"):
            (self.folder / "history.json").write_text(broken)
            with self.assertRaises(compare.PartFailed):
                compare.our_run(self.folder)

    def test_measures_the_memory_of_the_program_that_a_launcher_becomes(self):
        script = f"exec {sys.executable} -c 'x = bytearray(100 << 20)'"
        exit_code, process = compare.measured(["bash", "-c", script], self.folder / "log")
        self.assertEqual(0, exit_code)
        self.assertGreater(process["peakMemoryMiB"], 100)
        self.assertLess(process["peakMemoryMiB"], 200)

    def test_tells_how_a_child_failed(self):
        log = self.folder / "log"
        exit_code, _ = compare.measured(["sh", "-c", "echo noise; echo the reason >&2; exit 4"], log)
        with self.assertRaisesRegex(compare.PartFailed, "exit code 4: the reason"):
            compare.require_success(exit_code, log)
        with self.assertRaisesRegex(compare.PartFailed, "cannot be started"):
            compare.measured([self.folder / "nothing"], log)


class CommandTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.weights = self.folder / "weights.h5"
        self.weights.write_bytes(b"weights")

    def run_compare(self, *words):
        words = [str(word) for word in ("--weights", self.weights, "--data", self.folder, *words)]
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            return compare.main(words), out.getvalue()

    def stand_in(self, name, script):
        program = self.folder / name
        program.write_text("#!/bin/sh\n" + script)
        program.chmod(0o755)
        return program

    def keras_stand_in(self):
        """Writes figures to what follows --out."""
        figures = json.dumps({**keras_part()["figures"], "picturesPerSecond": 400.0})
        return self.stand_in("python", 'while [ "$1" != --out ]; do shift; done\n' + f"echo '{figures}' > \"$2\"\n")

    def smile_stand_in(self):
        """Knows bench and train, but no --recipe."""
        stages = [{"approach": stage, "epochs": compare.epochs_of(our_part(), stage)} for stage in compare.STAGES]
        split = {"training": ["a"] * 800, "validation": ["b"] * 200}
        return self.stand_in("smile", f"""
case "$*" in
  --version) echo a version; exit ;;
  bench*) echo '{json.dumps({"picturesPerSecond": {"forwardOnnxRuntime": 500}})}'; exit ;;
  *--recipe*) echo 'no such option'; echo 'Usage: smile'; exit 2 ;;
esac
while [ "$1" != --out ]; do shift; done
mkdir "$2"
echo '{json.dumps({"formatVersion": 1, "stages": stages})}' > "$2/history.json"
echo '{json.dumps(split)}' > "$2/split.json"
""")

    def test_runs_every_part_and_keeps_what_a_later_failure_leaves(self):
        first, second, third = (self.folder / name for name in ("first", "second", "third"))
        python = self.keras_stand_in()
        with unittest.mock.patch.object(compare, "SMILE", self.smile_stand_in()):
            exit_code, text = self.run_compare("--results", first, "--python", python)
            self.assertEqual(compare.SOME_FAILED, exit_code)
            self.assertIn("**quick failed**: ended with exit code 2: no such option", text)
            self.assertIn("| frozen, Keras | 40.0 20.0 20.0 |", text)
            self.assertIn("| frozen, ours | 12.0 8.0 8.0 |", text)
            self.assertIn("| forward, TensorFlow from Python | 400 |", text)
            self.assertIn("| forward, ONNX Runtime from Java | 500 |", text)
            self.assertEqual(text, (first / "report.md").read_text())
            self.assertIsNotNone(json.loads((first / "quick.json").read_text())["failure"])

        # Everything but quick is there already, so nothing else is started.
        with unittest.mock.patch.object(compare, "SMILE", self.folder / "gone"):
            exit_code, text = self.run_compare("--reuse", first, "--results", second, "--python", "/bin/false")
            self.assertEqual(compare.SOME_FAILED, exit_code)
            self.assertIn("**quick failed**", text)
            self.assertIn("gone cannot be started", text)
            self.assertIn("| frozen, ours | 12.0 8.0 8.0 |", text)

        # A part that is named is measured anew.
        words = ("--reuse", second, "--results", third, "--only", "keras", "--python", "/bin/false")
        exit_code, text = self.run_compare(*words)
        self.assertEqual(compare.SOME_FAILED, exit_code)
        self.assertIn("**keras failed**: ended with exit code 1", text)
        self.assertIn("| frozen, Keras | - |", text)
        self.assertIn("| frozen, ours | 12.0 8.0 8.0 |", text)

    def test_refuses_to_write_over_results(self):
        (self.folder / "keras.json").write_text("{}")
        with self.assertRaises(compare.Refusal) as refused:
            self.run_compare("--only", "keras", "--results", self.folder)
        self.assertEqual(compare.WRONG_USE, refused.exception.exit_code)

    def test_names_what_is_missing(self):
        for words, code in (
            (("--data", "/nowhere"), compare.BAD_DATA),
            (("--python", "/nowhere"), compare.WRONG_USE),
            (("--reuse", "/nowhere"), compare.WRONG_USE),
            (("--weights", "/nowhere"), compare.BAD_MODEL),
        ):
            with self.subTest(words), self.assertRaises(compare.Refusal) as refused:
                self.run_compare(*words)
            self.assertEqual(code, refused.exception.exit_code)
            self.assertIn("/nowhere", str(refused.exception))

    def test_keras_script_ends_without_a_stack_trace(self):
        out = self.folder / "out"
        for words, code in (
            (["--weights", "/nowhere", "--forward-rate"], 5),
            (["--weights", str(self.weights), "--data", "/nowhere"], 4),
            (["--weights", str(self.weights), "--data", str(self.folder)], 4),
            (["--weights", str(self.weights)], 2),
            (["--weights", str(self.weights), "--forward-rate", "--epochs", "0"], 2),
        ):
            with self.subTest(words):
                exit_code, _ = compare.measured([sys.executable, HERE / "keras_reference.py", *words], out)
                self.assertEqual(code, exit_code)
                self.assertNotIn("Traceback", out.read_text())

    def test_keras_script_refuses_keras_3(self):
        libraries = self.folder / "libraries"
        libraries.mkdir()
        (libraries / "tensorflow.py").write_text("__version__ = '2.21.0'\n")
        (libraries / "tf_keras.py").write_text("__version__ = '3.15.0'\n")
        out = self.folder / "out"
        command = ["env", f"PYTHONPATH={libraries}", sys.executable, HERE / "keras_reference.py"]
        exit_code, _ = compare.measured([*command, "--weights", self.weights, "--forward-rate"], out)
        self.assertEqual(2, exit_code)
        self.assertIn("found Keras 3.15.0", out.read_text())


if __name__ == "__main__":
    unittest.main()
