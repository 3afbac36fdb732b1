"""The machine that a benchmark ran on; no names of hosts or folders."""

import os
import pathlib
import platform
import re
import time

INTERESTING = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "asimd", "sve")


def fields(path):
    result = {}
    for line in pathlib.Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        result.setdefault(key.strip(), value.strip())
    return result


def caches():
    found = []
    folder = pathlib.Path("/sys/devices/system/cpu/cpu0/cache")
    for index in sorted(folder.glob("index*")):
        read = lambda name: (index / name).read_text().strip()
        if read("type") == "Instruction":
            continue
        sharers = len(expand(read("shared_cpu_list")))
        share = f" for {sharers} CPUs" if sharers > 1 else ""
        found.append(f"L{read('level')} {read('size').replace('K', ' KiB')}{share}")
    return found


def expand(text):
    """The CPUs of a list such as 0-3,8."""
    cpus = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        cpus += range(int(first), int(last or first) + 1)
    return cpus


def description():
    cpu = fields("/proc/cpuinfo")
    flags = (cpu.get("flags") or cpu.get("Features", "")).split()
    memory = int(re.match(r"\d+", fields("/proc/meminfo")["MemTotal"])[0]) * 1024
    model = cpu.get("model name", platform.machine())
    if "cpu family" in cpu:
        model += f" (family {cpu['cpu family']}, model {cpu['model']})"
    return {
        "CPU": model,
        "vectors": ", ".join(flag for flag in INTERESTING if flag in flags),
        "cores": f"{len(os.sched_getaffinity(0))}"
        + (", virtual" if "hypervisor" in flags else ""),
        "caches": ", ".join(caches()) or "not known",
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
    }


def ticks():
    """Ticks that all CPUs were busy, and that passed."""
    values = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    values = [int(value) for value in values]
    return sum(values) - values[3] - values[4], sum(values)


def busy():
    """The share of CPUs that others use while nothing is measured."""
    before = ticks()
    time.sleep(0.5)
    after = ticks()
    return (after[0] - before[0]) / max(after[1] - before[1], 1)
