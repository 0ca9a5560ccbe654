#!/usr/bin/env python3
"""Memory of a window in a busy company: messages come without a pause, and the window stays open on one channel.

    benches/soak.py [--binary target/release/confab] [--rate 167] [--seconds 190]

Needs Xvfb and xdotool. Every ten seconds one line: messages sent so far, PSS, and where it lies. It fails when the memory
after the first minute moves by more than 8 MB.
"""
import argparse, bisect, contextlib, datetime, json, os, random, subprocess, sys, tempfile, threading, time, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ME, COMPANY = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
CHANNELS = [(str(uuid.UUID(int=10)), "general"), (str(uuid.UUID(int=11)), "random")]
DISPLAY = ":79"
PAGE = 100
FLAT_MB = 8
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Company:
    """Everything that was written, in the order of its dates."""

    def __init__(self):
        self.random = random.Random(5)
        letters = "abcdefghijklmnopqrstuvwxyz"
        word = lambda: "".join(self.random.choice(letters) for _ in range(self.random.randint(2, 9)))
        self.words = [word() for _ in range(3_000)]
        self.people = [(str(uuid.UUID(int=100 + at)), f"Person {at}") for at in range(20)]
        self.lock, self.dates, self.messages = threading.Lock(), [], []

    def write(self):
        at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f0+00:00")
        (author, name), (channel, title) = self.random.choice(self.people), self.random.choice(CHANNELS)
        text = " ".join(self.random.choice(self.words) for _ in range(self.random.randint(4, 70)))
        message = {"Id": str(uuid.uuid4()), "ChannelId": channel, "ChannelName": title, "IsChannel": True,
                   "IsGroupChat": False, "SenderId": author, "SenderName": name, "Message": text,
                   "MessageDateTime": at, "MessageType": 1, "IsRead": False}
        with self.lock:
            self.dates.append(at)
            self.messages.append(message)

    def page(self, since, number):
        with self.lock:
            first = bisect.bisect_left(self.dates, since) if since else 0
            return self.messages[first + (number - 1) * PAGE:first + number * PAGE]


def serve(company):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            data = None
            if self.path.endswith("GetUserOrChannelMessages"):
                data = company.page(asked.get("LastSyncDateTime"), asked.get("PageNumber", 1))
            body = json.dumps({"success": True, "data": data, "apiResponseMessages": []}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/"


def profile(folder, url, binary):
    place = folder / "profile"
    place.mkdir(mode=0o700)
    (place / "settings.toml").write_text(
        f'[server]\nurl = "{url}"\n[account]\nuser_id = "{ME}"\ncompany_id = "{COMPANY}"\nname = "Asha Rao"\n')
    roster = folder / "roster.json"
    channels = [{"id": channel, "name": name, "members": [ME]} for channel, name in CHANNELS]
    roster.write_text(json.dumps({"people": [{"id": ME, "name": "Asha Rao"}], "channels": channels, "groups": []}))
    subprocess.run([binary, "--profile", place, "roster", "import", roster], check=True, stderr=subprocess.DEVNULL)
    return place


def memory(pid):
    """PSS in MB, and of it the heap, other memory without a file, and the program itself."""
    parts, name = {"heap": 0, "anonymous": 0, "program": 0, "other": 0}, []
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        fields = line.split()
        if not fields[0].endswith(":"):
            name = fields[5:]
        elif fields[0] == "Pss:":
            path = name[0] if name else ""
            part = "heap" if path == "[heap]" else "anonymous" if not path else \
                "program" if os.path.realpath(f"/proc/{pid}/exe") == path else "other"
            parts[part] += int(fields[1])
    return sum(parts.values()) / 1024, {part: round(size / 1024, 1) for part, size in parts.items()}


@contextlib.contextmanager
def window(company, binary, display, between=lambda url: None):
    """A window on a fresh profile of that company, after five seconds: its process, the environment to reach it, and what
    `between` made of the server's address (it has a `url` that the window gets in its place)."""
    environment = {**os.environ, "DISPLAY": display}
    environment.pop("WAYLAND_DISPLAY", None)
    screen = subprocess.Popen(["Xvfb", display, "-screen", "0", "1100x900x24"], **QUIET)
    process = None
    with tempfile.TemporaryDirectory() as folder:
        try:
            time.sleep(1)
            url = serve(company)
            passer = between(url)
            place = profile(Path(folder), passer.url if passer else url, binary)
            process = subprocess.Popen([binary, "--profile", place], env=environment, **QUIET)
            time.sleep(5)
            yield process.pid, environment, passer
        finally:
            for started in filter(None, (process, screen)):
                started.terminate()
                started.wait(20)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", default="target/release/confab")
    arguments.add_argument("--rate", type=float, default=167)
    arguments.add_argument("--seconds", type=int, default=190)
    given = arguments.parse_args()
    company = Company()
    for _ in range(50):
        company.write()
    after = []
    with window(company, given.binary, DISPLAY) as (pid, environment, _):
        subprocess.run(["xdotool", "mousemove", "73", "179", "click", "1"], env=environment, **QUIET)
        began, sent, due = time.time(), 0, 0
        while (passed := time.time() - began) < given.seconds:
            while sent < passed * given.rate:
                company.write()
                sent += 1
            if passed >= due:
                whole, parts = memory(pid)
                print(f"{due:4d} s  {sent:6d} messages  PSS {whole:5.1f} MB  {parts}", flush=True)
                due += 10
                if passed >= 60:
                    after.append(whole)
            time.sleep(0.05)
    if after and max(after) - min(after) > FLAT_MB:
        sys.exit(f"After the first minute the memory moves by {max(after) - min(after):.1f} MB.")


if __name__ == "__main__":
    main()
