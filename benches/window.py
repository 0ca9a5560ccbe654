#!/usr/bin/env python3
"""Measures the window on Linux under Xvfb: start to first painted frame, memory, idle CPU, CPU per key and wheel notch.

    cargo build --release
    python3 benches/window.py [--messages 100000] [--runs 9] [--binary target/release/confab]

Needs Xvfb, openbox and xdotool. The profile is real: its messages are written with `confab apply` and accepted by
`confab demo-server`. CPU is the process's own user and system time; memory is PSS. Everything runs on loopback.
"""
import argparse, json, mmap, os, pathlib, statistics, subprocess, tempfile, time

TICK = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    """User and system seconds of a process."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def pss(pid):
    """Proportional set size in MB."""
    for line in open(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return float("nan")


class Screen:
    """An X server whose pixels are a file."""

    def __init__(self, width, height):
        self.size, self.folder, self.name = (width, height), tempfile.mkdtemp(), ":97"
        self.env = dict(os.environ, DISPLAY=self.name)
        self.env.pop("WAYLAND_DISPLAY", None)
        self.server = subprocess.Popen(
            ["Xvfb", self.name, "-screen", "0", f"{width}x{height}x24", "-fbdir", self.folder],
            stderr=subprocess.DEVNULL)
        path = pathlib.Path(self.folder, "Xvfb_screen0")
        while not path.exists() or path.stat().st_size < width * height * 4:
            time.sleep(0.05)
        self.pixels = mmap.mmap(os.open(path, os.O_RDONLY), 0, prot=mmap.PROT_READ)
        self.manager = subprocess.Popen(["openbox"], env=self.env, stderr=subprocess.DEVNULL)
        time.sleep(1)

    def colours(self):
        """How many different pixels a coarse grid meets: a painted window has many, an empty one few."""
        width, height = self.size
        start = len(self.pixels) - width * height * 4
        return len({self.pixels[start + (y * width + x) * 4:start + (y * width + x) * 4 + 4]
                    for y in range(0, height, 9) for x in range(0, width, 3)})

    def tell(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def close(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()


def furnish(binary, folder, messages):
    """A profile with that many messages in one channel, all accepted by the demo's server, which goes on running."""
    server = subprocess.Popen([binary, "demo-server"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    hello = json.loads(server.stdout.readline())
    profile = folder / "profile"
    profile.mkdir()
    (profile / "settings.toml").write_text(
        f'[server]\nurl = "{hello["url"]}"\n[account]\nuser_id = "{hello["user_id"]}"\n'
        f'company_id = "{hello["company_id"]}"\nname = "{hello["name"]}"\n')
    person = "11111111-1111-4111-8111-111111111111"
    roster = folder / "roster.json"
    roster.write_text(json.dumps({"people": [{"id": hello["user_id"], "name": hello["name"]}]}))
    run = lambda *words, **more: subprocess.run([binary, "--profile", profile, *words], check=True, **more)
    run("roster", "import", roster, stderr=subprocess.DEVNULL)
    words = "The crane is booked for nine, the second one only if the wind stays below forty.".split()
    lines = "".join(json.dumps({"do": "post", "to": "@" + hello["name"],
                                "text": f"{number}: " + " ".join(words[:3 + number % (len(words) - 3)])}) + "\n"
                    for number in range(messages))
    start = time.time()
    run("apply", "--wait", "1800s", input=lines, text=True, stderr=subprocess.DEVNULL)
    # A later date than all of them, so that the window's next reading begins here.
    run("send", "--to", "@" + hello["name"], "That was all.", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"wrote and published {messages} messages in {time.time() - start:.0f} s")
    return server, profile


def quiet(pid):
    """Waits until the history has been read back from the server: what follows is measured without that."""
    for _ in range(90):
        before = cpu(pid)
        time.sleep(2)
        if cpu(pid) - before <= 0.01:
            return
    print("(it was still busy reading the history back)")


def spread(values):
    return f"{min(values):.0f} / {statistics.median(values):.0f} / {max(values):.0f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", default="target/release/confab")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    with tempfile.TemporaryDirectory() as folder:
        server, profile = furnish(binary, pathlib.Path(folder), options.messages)
        screen = Screen(1280, 800)
        empty = screen.colours()
        first = []
        for _ in range(options.runs):
            start = time.perf_counter()
            window = subprocess.Popen([binary, "--profile", profile], env=screen.env, stderr=subprocess.DEVNULL)
            while screen.colours() < empty + 60:
                time.sleep(0.002)
            first.append((time.perf_counter() - start) * 1000)
            time.sleep(1.5)
            if len(first) < options.runs:
                window.terminate()
                window.wait()
                time.sleep(0.5)
        print(f"start to first painted frame, ms (min / median / max): {spread(first)}")
        time.sleep(10)
        print(f"memory, PSS MB after 10 s: {pss(window.pid):.0f}")
        quiet(window.pid)
        before = cpu(window.pid)
        time.sleep(20)
        print(f"idle CPU, s in 20 s: {cpu(window.pid) - before:.2f}")
        screen.tell("mousemove", 800, 720, "click", 1)
        time.sleep(0.5)
        before = cpu(window.pid)
        screen.tell("type", "--delay", "30", "the quick brown fox jumps over the lazy dog " * 5)
        time.sleep(1)
        print(f"CPU per key, ms: {(cpu(window.pid) - before) * 1000 / 220:.1f}")
        screen.tell("mousemove", 800, 400)
        before = cpu(window.pid)
        screen.tell("click", "--repeat", "200", "--delay", "40", 4)
        time.sleep(1)
        print(f"CPU per wheel notch, ms: {(cpu(window.pid) - before) * 1000 / 200:.1f}")
        print(f"memory, PSS MB after use: {pss(window.pid):.0f}")
        window.terminate()
        window.wait()
        screen.close()
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
