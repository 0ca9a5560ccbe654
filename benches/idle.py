#!/usr/bin/env python3
"""What an idle window costs: its processor time, and the bytes that it asks of the server and gets from it.

    benches/idle.py [--binary target/release/confab] [--seconds 240]

Needs Xvfb and xdotool. Nobody writes anything. Measures the window with the focus, then the same without it, each after a
minute, in which the first reading and the quick readings after it end. Bytes are those of HTTP, headers included.
"""
import argparse, os, socket, subprocess, threading, time
from pathlib import Path
from urllib.parse import urlsplit

from soak import QUIET, Company, window

DISPLAY = ":78"
SETTLE = 60


class Counter:
    """Stands before a server and counts what passes, both ways."""

    def __init__(self, url):
        self.lock, self.bytes, self.connections = threading.Lock(), 0, 0
        self.behind = (urlsplit(url).hostname, urlsplit(url).port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.behind)
            with self.lock:
                self.connections += 1
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    def pass_on(self, one, other):
        try:
            while data := one.recv(65_536):
                with self.lock:
                    self.bytes += len(data)
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def processor(pid):
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(name, pid, counter, seconds):
    time.sleep(SETTLE)
    used, passed, began = processor(pid), counter.bytes, time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    core = (processor(pid) - used) / took * 100
    hour = (counter.bytes - passed) / took * 3_600 / 1_000
    print(f"{name}: {core:.2f} % of a core, {hour:.0f} kB an hour", flush=True)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", default="target/release/confab")
    arguments.add_argument("--seconds", type=int, default=240)
    given = arguments.parse_args()
    company = Company()
    for _ in range(50):
        company.write()
    with window(company, given.binary, DISPLAY, Counter) as (pid, environment, counter):
        search = lambda *what: subprocess.run(
            ["xdotool", "search", *what], env=environment, capture_output=True, text=True).stdout.split()[0]
        shown, root = search("--onlyvisible", "--pid", str(pid)), search("--maxdepth", "0", "")
        for name, target in (("with the focus", shown), ("behind others", root)):
            subprocess.run(["xdotool", "windowfocus", target], env=environment, check=True, **QUIET)
            measure(name, pid, counter, given.seconds)


if __name__ == "__main__":
    main()
