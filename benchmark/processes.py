"""Processes of a benchmark: what they take, and peers that wait for their turn."""

import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent


def plain(text):
    """A line of a message, without the folders of this machine."""
    text = (str(text).strip().splitlines() or [""])[0]
    folder = r"(?<![\w.])/(?:[^\s/:'\"]+/)+"
    # Names of nodes look like folders.
    shorter = lambda match: "" if os.path.isdir(match[0]) else match[0]
    return re.sub(folder, shorter, text)[:240]


class Failure(Exception):
    """Why a cell of the table stays empty."""

    def __init__(self, text):
        super().__init__(plain(text))


# Runs a command and reports on its resources. It is a process of its own
# because Linux counts the memory of the process that forked into the peak of
# the one that it starts.
MEASURE = """
import json, os, sys, time
null = os.open(os.devnull, os.O_RDONLY)
output = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, output, 1)]
start = time.monotonic()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, file_actions=actions)
_, status, usage = os.wait4(child, 0)
end = time.monotonic()
print(json.dumps({
    "code": os.waitstatus_to_exitcode(status),
    "seconds": end - start,
    "resident": usage.ru_maxrss * 1024 / 1e6,
}))
"""


def last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def measured(command, folder, timeout):
    """Seconds and peak resident MB of a command, and what it printed."""
    output = folder / "stdout"
    command = [sys.executable, "-S", "-c", MEASURE, str(output), *map(str, command)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            report, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise Failure(f"not done after {timeout} s")
    if process.returncode != 0:
        raise Failure(last_line(errors) or "could not be started")
    report = json.loads(report)
    if report["code"] != 0:
        raise Failure(last_line(errors) or f"exit {report['code']}")
    return report | {"printed": output.read_text()}


class Peer:
    """A process of peers.py, stopped while it is not its turn."""

    def __init__(self, arguments, timeout):
        self.timeout = timeout
        self.buffer = b""
        self.process = subprocess.Popen(
            [sys.executable, str(FOLDER / "peers.py"), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self.ready = self.answer()
        except Failure:
            self.end()
            raise
        self.signal(signal.SIGSTOP)

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def answer(self):
        deadline = time.monotonic() + self.timeout
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Failure(f"not done after {self.timeout:.0f} s")
            if not select.select([self.process.stdout], [], [], left)[0]:
                continue
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                code = self.process.wait()
                cause = "killed, as for memory" if code == -9 else f"exit {code}"
                raise Failure(f"the process ended: {cause}")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        answer = json.loads(line)
        if "failed" in answer:
            raise Failure(answer["failed"])
        return answer

    def ask(self, *words):
        self.signal(signal.SIGCONT)
        try:
            self.process.stdin.write((" ".join(map(str, words)) + "\n").encode())
            self.process.stdin.flush()
            return self.answer()
        except BrokenPipeError:
            raise Failure("the process ended")
        finally:
            self.signal(signal.SIGSTOP)

    def end(self):
        self.signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def prepare(arguments, timeout):
    """What all processes of a peer need; the same timeout for all of it."""
    peer = Peer([*arguments, "--prepare"], timeout)
    peer.end()
