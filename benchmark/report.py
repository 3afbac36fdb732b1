"""Markdown, JSON and a plot of what bench.py found."""

import json

import cases as table

# Peers as readers know them: the best of these processes.
GROUPS = {
    "ONNX Runtime": ("ort", "ort-optimizer"),
    "OpenVINO": ("openvino",),
    "IREE": ("iree",),
    "PyTorch": ("torch", "torch-compile"),
}
# Of the CPUs; where others use more, the page says so.
BUSY = 0.1
CASES = {case.name: case for case in table.CASES}


def case_of(row):
    """The case, or one without targets where the model is a user's file."""
    return CASES.get(row["name"], table.Case("", ()))


def best(run, group):
    """Name and result of a group's fastest, or None."""
    found = [(run["results"][n]["median"], n) for n in GROUPS[group] if n in run["results"]]
    if not found:
        return None
    name = min(found)[1]
    return name, run["results"][name]


def why(run, group):
    """Why there is no result of a group."""
    reasons = [run["failures"][n] for n in GROUPS[group] if n in run["failures"]]
    return reasons[0] if reasons else ""


def ratio(run, group):
    ours, theirs = run["results"].get("toroid"), best(run, group)
    return theirs[1]["median"] / ours["median"] if ours and theirs else None


def share(row, run):
    """What a run reaches of the machine's limit, and that in its unit."""
    ours = run["results"].get("toroid")
    if not ours or "operations" not in row:
        return None
    limit = case_of(row).limit
    done = row["operations"] if limit == "flops" else row["bytes_read"]
    rate = done / ours["median"] * 1e-6
    return rate, rate / run["peaks"][limit], "GFLOP/s" if limit == "flops" else "GB/s"


def milliseconds(value):
    return f"{value:.1f}" if value >= 100 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def markdown_table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def line(run):
    """One run, for who waits."""
    parts = [
        f"{name} {milliseconds(result['median'])} ms"
        for name, result in run["results"].items()
    ]
    parts += [f"{name}: {reason}" for name, reason in run["failures"].items()]
    return f"{run['threads']} threads: " + ", ".join(parts)


class Notes:
    """Reasons that are too long for a cell."""

    def __init__(self):
        self.texts = []

    def __call__(self, text):
        if not text:
            return ""
        text = text.replace("|", "\\|")
        if text not in self.texts:
            self.texts.append(text)
        return f"[{self.texts.index(text) + 1}]"


#===-- tables ----------------------------------------------------------------===#


def runs(found):
    for row in found["cases"]:
        for run in row["runs"]:
            yield row, run


def latency(found, notes):
    header = ["case", "threads", "Toroid"]
    for group in GROUPS:
        header += [group, "×"]
    header += ["reached", "of the peak", "largest error"]
    rows = []
    for row in found["cases"]:
        if not row["runs"]:
            reason = row.get("failure", "")
            rows.append([row["name"], "", notes(reason)] + [""] * (len(header) - 3))
    for row, run in runs(found):
        ours = run["results"].get("toroid")
        failure = run["failures"].get("toroid") or row.get("failure", "")
        cells = [row["name"], str(run["threads"])]
        cells.append(f"{milliseconds(ours['median'])} ms" if ours else notes(failure))
        for group in GROUPS:
            theirs = best(run, group)
            times = ratio(run, group)
            if theirs:
                cells.append(f"{milliseconds(theirs[1]['median'])} ms")
                cells.append(f"{times:.2f}" if times else "")
            else:
                cells += [notes(why(run, group)), ""]
        reached = share(row, run)
        if reached:
            cells += [f"{reached[0]:.1f} {reached[2]}", f"{reached[1]:.0%}"]
        else:
            cells += ["", ""]
        error = ours["error"] if ours else None
        cells.append("" if error is None else f"{error:.0e}")
        rows.append(cells)
    return markdown_table(header, rows)


def memory(found, notes):
    header = ["case", "threads", "weights", "Toroid", *GROUPS, "Toroid starts in", *GROUPS]
    rows = []
    for row, run in runs(found):
        compiled = row.get("compiled")
        ours = run["results"].get("toroid")
        cells = [row["name"], str(run["threads"])]
        cells.append(f"{compiled['weight_bytes'] / 1e6:.0f} MB" if compiled else "")
        cells.append(f"{ours['resident']:.0f} MB" if ours else "")
        peers = [best(run, group) for group in GROUPS]
        cells += [f"{peer[1]['resident']:.0f} MB" if peer else "" for peer in peers]
        cells.append(f"{compiled['start']:.1f} ms" if compiled else "")
        cells += [f"{peer[1]['load']:.0f} ms" if peer else "" for peer in peers]
        rows.append(cells)
    return markdown_table(header, rows)


def compiling(found, notes):
    header = ["case", "time", "peak memory", "× model", "program without weights", "GFLOP", "MB read"]
    rows = []
    for row in found["cases"]:
        compiled = row.get("compiled")
        if not compiled:
            continue
        rows.append(
            [
                row["name"],
                f"{compiled['seconds']:.1f} s",
                f"{compiled['resident']:.0f} MB",
                f"{compiled['resident'] * 1e6 / compiled['model_bytes']:.2f}",
                f"{compiled['program_bytes'] / 1e6:.2f} MB",
                f"{row['operations'] / 1e9:.2f}" if "operations" in row else "",
                f"{row['bytes_read'] / 1e6:.0f}" if "bytes_read" in row else "",
            ]
        )
    return markdown_table(header, rows)


def verdict(value, bar, at_least=True):
    """Reached, or missed and by how much of the target."""
    if value is None:
        return "not measured"
    if (value >= bar) if at_least else (value <= bar):
        return "reached"
    return f"missed by {abs(value / bar - 1):.0%}"


def targets(found):
    """Each target with what was measured."""
    rows = []

    def add(name, what, bar, value, form, at_least=True):
        text = form(value) if value is not None else ""
        sign = "≥" if at_least else "≤"
        rows.append(
            {
                "case": name,
                "target": f"{what} {sign} {form(bar)}",
                "measured": text,
                "verdict": verdict(value, bar, at_least),
            }
        )

    times = lambda value: f"{value:.2f}"
    percent = lambda value: f"{value:.0%}"
    for row in found["cases"]:
        case = case_of(row)
        for run in row["runs"] or [{"threads": 0, "results": {}, "failures": {}}]:
            name = f"{row['name']}, {run['threads'] or '?'} threads"
            if case.static:
                ours = run["results"].get("toroid")
                static = run["results"].get("toroid-static")
                value = static["median"] / ours["median"] if ours and static else None
                add(name, "× the static build", table.DYNAMIC, value, times)
            ratios = [ratio(run, group) for group in GROUPS]
            known = [value for value in ratios if value]
            if case.ort:
                add(name, "× ONNX Runtime", case.ort, ratios[0], times)
            if case.best:
                add(name, "× the best peer", case.best, min(known, default=None), times)
            if case.share:
                reached = share(row, run) if run["results"] else None
                of = "FMA peak" if case.limit == "flops" else "read bandwidth"
                add(name, f"of {of}", case.share, reached[1] if reached else None, percent)
        if row["name"] == table.COMPILED:
            compiled = row.get("compiled") or {}
            used = [r["results"]["toroid"]["resident"] for r in row["runs"] if "toroid" in r["results"]]
            value = max(used) * 1e6 / compiled["weight_bytes"] if used else None
            add(row["name"], "memory × weights", table.MEMORY, value, times, False)
            seconds = lambda value: f"{value:.1f} s"
            add(row["name"], "compiling on one thread", table.COMPILE_SECONDS, compiled.get("seconds"), seconds, False)
            value = compiled["resident"] * 1e6 / compiled["model_bytes"] if compiled else None
            add(row["name"], "compiling, memory × model", table.COMPILE_MEMORY, value, times, False)
            megabytes = lambda value: f"{value / 1e6:.2f} MB"
            add(row["name"], "program without weights", table.PROGRAM_BYTES, compiled.get("program_bytes"), megabytes, False)
            start = lambda value: f"{value:.1f} ms"
            add(row["name"], "start-up", table.START_MILLISECONDS, compiled.get("start"), start, False)
    return rows


#===-- the page --------------------------------------------------------------===#


def markdown(found):
    notes = Notes()
    lines = ["# Toroid and its peers, f32", "", f"{found['date']}, by `./dev bench`.", ""]
    lines += markdown_table(["machine", ""], [[k, v] for k, v in found["machine"].items()])
    lines += ["", "Versions: " + ", ".join(f"{k} {v}" for k, v in found["versions"].items()) + "."]
    busy = max((run.get("busy", 0) for _, run in runs(found)), default=0)
    if busy > BUSY:
        lines += [
            "",
            f"**Other processes used up to {busy:.0%} of the CPUs: these numbers mean little.**",
        ]
    first = {}
    for _, run in runs(found):
        if "peaks" in run:
            first.setdefault(run["threads"], []).append(run["peaks"])
    for threads, peaks in first.items():
        middle = lambda what: sorted(peak[what] for peak in peaks)[len(peaks) // 2]
        lines += [
            "",
            f"Measured peak of {threads} thread{'s' * (threads > 1)}: "
            f"{middle('flops'):.0f} GFLOP/s, {middle('read'):.1f} GB/s read "
            "(median; shares are of what the same case's rounds measured).",
        ]
    lines += ["", "## Latency", ""]
    lines += [
        "Medians. × is a peer's median over Toroid's: above 1, Toroid is faster. Decode steps and 1×1 are "
        "bounded by memory: what they reach is bytes of weights and past read a second.",
        "",
    ]
    lines += latency(found, notes)
    lines += ["", "## Memory and start-up", ""]
    lines += [
        "Peak resident memory: of Toroid the whole process, of peers without Python's share before loading. "
        "Toroid's start-up is from exec to the end of `--describe`; that of peers is loading the model, "
        "without Python's own.",
        "",
    ]
    lines += memory(found, notes)
    lines += ["", "## Compiling, on one thread", ""]
    lines += compiling(found, notes)
    rows = [[row["case"], row["target"], row["measured"], row["verdict"]] for row in targets(found)]
    if rows:
        lines += ["", "## Targets", ""]
        lines += markdown_table(["case", "target", "measured", ""], rows)
        reached = sum(row[3] == "reached" for row in rows)
        lines += ["", f"{reached} of {len(rows)} targets reached."]
    if notes.texts:
        lines += ["", "## Why cells are empty", ""]
        lines += [f"{i}. {text}" for i, text in enumerate(notes.texts, 1)]
    return "\n".join(lines) + "\n"


def plot(found, path):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    counts = sorted({run["threads"] for _, run in runs(found)})
    if not counts:
        return
    names = [row["name"] for row in found["cases"] if row["runs"]]
    figure, axes = plt.subplots(
        1, len(counts), sharey=True, squeeze=False,
        figsize=(5.5 * len(counts) + 1.5, 0.55 * len(names) + 1.6),
    )  # fmt: skip
    height = 0.8 / len(GROUPS)
    for axis, threads in zip(axes[0], counts):
        for index, group in enumerate(GROUPS):
            places, values = [], []
            for row, run in runs(found):
                value = ratio(run, group) if run["threads"] == threads else None
                if value:
                    places.append(names.index(row["name"]) + (index - 1.5) * height)
                    values.append(value)
            # From 1, so that what is slower than Toroid points to the right.
            widths = [value - 1 for value in values]
            axis.barh(places, widths, height, left=1, label=group, color=f"C{index}")
        axis.set_xscale("log", base=2)
        low, high = axis.get_xlim()
        axis.set_xlim(min(low, 0.5), max(high, 2))
        axis.margins(y=0.01)
        axis.axvline(1, color="black", linewidth=0.8)
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}×")
        axis.set_title(f"{threads} thread{'s' * (threads > 1)}")
        axis.set_yticks(range(len(names)), names)
        axis.set_xlabel("peer's median over Toroid's")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0][0].invert_yaxis()
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.tight_layout(rect=(0, 0, 1, 0.97))
    figure.legend(
        handles, labels, ncols=len(labels), frameon=False,
        loc="lower center", bbox_to_anchor=(0.5, 1),
        title=f"Latency, f32, {found['machine']['CPU']}; to the right of 1, Toroid is faster",
    )  # fmt: skip
    figure.savefig(path, dpi=110, bbox_inches="tight")
    plt.close(figure)


def write(found, folder, name):
    found = found | {"targets": targets(found)}
    (folder / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
    (folder / f"{name}.md").write_text(markdown(found))
    plot(found, folder / f"{name}.png")
