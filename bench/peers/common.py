"""What the comparisons share: processes as the system saw them, the machine, a Python with what is compared, tables."""

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SMILE = ROOT / "smile"
# The load average of a machine that does nothing else stays below.
BUSY = 0.5


class PartFailed(Exception):
    """A part could not be measured; the others still can."""


def say(message):
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr, flush=True)


def keep(part, content, folder):
    (folder / f"{part}.json").write_text(json.dumps(content, indent=1) + "\n")


# ---- Processes and the machine


def watched(command, log):
    """Runs a command to its end; gives its standard output and what the system says it took, for both sides alike."""
    began = time.monotonic()
    with open(log, "wb") as messages, open(log.with_suffix(".out"), "wb") as answers:
        child = subprocess.Popen([str(word) for word in command], stdout=answers, stderr=messages)
        try:
            peak = reaped(child)
        except BaseException:
            child.terminate()
            child.wait()
            raise
    wall = time.monotonic() - began
    require_success(child, log)
    return log.with_suffix(".out").read_text(), {"wallSeconds": wall, "peakMemoryMiB": peak}


def reaped(child):
    """Waits for a process to end; gives its peak memory in MiB."""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    # Bytes on macOS, KiB elsewhere.
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def require_success(child, log, codes=(0,)):
    if child.returncode not in codes:
        raise PartFailed(f"{Path(child.args[0]).name} ended with exit code {child.returncode}; {log} says why")


def our_versions(smile, log):
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return {"program": watched([smile, "--version"], log)[0].strip(), "commit": commit.stdout.strip()}


def environment(folder, requirements, size, log, options=()):
    """The Python of a virtual environment, which is made if there is none of these requirements."""
    wanted, installed = HERE / requirements, folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        say(f"making {folder}, once; it takes {size} of disk ({log})")
        watched([sys.executable, "-m", "venv", "--clear", folder], log)
        watched([folder / "bin" / "python", "-m", "pip", "install", *options, "-r", wanted], log)
        shutil.copy(wanted, installed)
    return folder / "bin" / "python"


def machine():
    told = Path("/proc/cpuinfo").read_text() if sys.platform == "linux" else ""
    name = re.search("model name.*: (.*)", told)
    widest = " with AVX-512" if "avx512f" in told else " with AVX2" if "avx2" in told else ""
    return {
        "cpu": (name[1] if name else platform.machine()) + widest,
        "cores": cores(),
        "memoryMiB": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024),
        "system": platform.system(),
        "loadAverageAtStart": os.getloadavg()[0],
    }


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


# ---- Figures: None where a side was not measured


def median(values):
    return statistics.median(values) if values else None


def ratio(upper, lower):
    return upper / lower if upper is not None and lower else None


def number(value, form):
    return "-" if value is None else form.format(value)


# ---- The report


def section(title, titles, rows):
    lines = [titles, ["---"] * len(titles), *rows]
    return f"## {title}\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) if rows else ""


def busy_lines(parts):
    load = max((part["machine"]["loadAverageAtStart"] for part in parts), default=0)
    busy = f"- **Take care**: the machine was busy with other work; load average at the start {load:.2f}"
    return [busy] if load > BUSY else []


def machine_section(parts):
    """What the parts ran on; each has its versions and its machine."""
    lines = []
    for machine_, versions in parts:
        told = ", ".join(f"{name} {version}" for name, version in versions.items())
        hardware = "{cpu}, {cores} cores, {memoryMiB:,} MiB of memory, {system}".format(**machine_)
        lines += [line for line in (f"- {hardware}", f"- {told}") if line not in lines]
    return "\n".join(["## Machine and versions\n", *lines])
