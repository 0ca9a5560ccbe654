#!/usr/bin/env python3
"""Measures a large attachment on Linux: taken into the profile, then stored in a folder and by the demo's server.

    cargo build --release
    python3 benches/files.py [--bytes 1000000000] [--runs 3] [--binary target/release/confab]

Beside each stands the plain tool in the same run: `cp` with the bytes brought to the disk (`sync`), and `curl -T` to the
same server. Taking and storing are two runs of the program, so that each is seen alone: the first ends with the message
waiting for a place for its files, the second finds one. Memory is the largest resident set of that run. Loopback only.
"""
import argparse, json, os, pathlib, resource, shutil, statistics, subprocess, sys, tempfile, time


# Bytes, more than one measure uses.
WARM = 4 << 30


def run(*words, expect=(0,)):
    """Seconds, and the largest resident set in MB.

    Nothing that was written before is still on its way to the disk, and the system has memory at hand: where this is a
    virtual machine, the first use of fresh memory took up to four times as long as the upload itself.
    """
    os.sync()
    # In a process of its own, so that its memory is not taken for the program's.
    subprocess.run([sys.executable, "-c", f"del bytearray({WARM})[::4096]"], check=True)
    start = time.monotonic()
    process = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in expect:
        raise SystemExit(f"{words} ended with {code}: {said.decode()}")
    return seconds, used.ru_maxrss / 1024


def invent(path, size):
    """Bytes that no file system makes smaller."""
    with open(path, "wb") as file:
        left = size
        while left:
            piece = os.urandom(min(left, 1 << 20))
            file.write(piece)
            left -= len(piece)
        os.fsync(file.fileno())


def empty(folder):
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def once(binary, folder, hello, original, store):
    """Takes and stores one file: (seconds, MB) of each."""
    profile = folder / "profile"
    profile.mkdir()
    settings = (f'[server]\nurl = "{hello["url"]}"\n[account]\nuser_id = "{hello["user_id"]}"\n'
                f'company_id = "{hello["company_id"]}"\nname = "{hello["name"]}"\n')
    (profile / "settings.toml").write_text(settings)
    roster = folder / "roster.json"
    roster.write_text(json.dumps(hello["roster"]))
    run(binary, "--profile", profile, "roster", "import", roster)
    taken = run(binary, "--profile", profile, "send", "--to", "#general", "--attach", original, expect=(3,))
    (profile / "settings.toml").write_text(settings + f'[files]\nstore = "{store}"\n')
    stored = run(binary, "--profile", profile, "outbox", "flush")
    shutil.rmtree(profile)
    return taken, stored


def main():
    given = argparse.ArgumentParser()
    given.add_argument("--bytes", type=int, default=1_000_000_000)
    given.add_argument("--runs", type=int, default=3)
    given.add_argument("--binary", default="target/release/confab")
    given.add_argument("--folder", help="where all of it is done; default: the system's own for what is temporary")
    given = given.parse_args()
    binary = pathlib.Path(given.binary).resolve()
    figures = {}

    def keep(what, seconds, memory):
        figures.setdefault(what, []).append((seconds, memory))

    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        folder = pathlib.Path(folder)
        original = folder / "original.bin"
        invent(original, given.bytes)
        server = subprocess.Popen([binary, "demo-server", "--data", folder / "server"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            hello = json.loads(server.stdout.readline())
            share = folder / "share"
            for _ in range(given.runs):
                share.mkdir()
                copy = folder / "copy.bin"
                keep("cp, sync", *run("sh", "-c", f"cp --reflink=never '{original}' '{copy}' && sync '{copy}'"))
                copy.unlink()
                taken, stored = once(binary, folder, hello, original, share.as_uri() + "/")
                keep("taken into the profile", *taken)
                keep("stored in a folder", *stored)
                shutil.rmtree(share)
                keep("curl -T", *run("curl", "-sSf", "-o", "/dev/null", "-T", original, hello["store"] + "copy.bin"))
                empty(folder / "server" / "files")
                keep("stored by the demo's server", *once(binary, folder, hello, original, hello["store"])[1])
                empty(folder / "server" / "files")
            used = [line.split() for line in open(f"/proc/{server.pid}/status") if line.startswith("VmHWM")]
        finally:
            server.terminate()
            server.wait()
    for what, runs in figures.items():
        seconds = statistics.median(run[0] for run in runs)
        print(f"{what:30} {seconds:6.2f} s  {given.bytes / seconds / 1e6:7.0f} MB/s  "
              f"{max(run[1] for run in runs):6.0f} MB resident at most")
    print(f"{'the server itself':30} {'':6}    {'':7}       {int(used[0][1]) / 1024:6.0f} MB resident at most")


main()
