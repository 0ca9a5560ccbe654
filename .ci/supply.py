#!/usr/bin/env python3
"""Checks every locked package against deny.toml: its licence, where it comes from, bans, and known advisories.

Reads what `cargo metadata` says, so that nothing has to be installed (cargo-deny takes longer to build than Confab).
Several versions of one package are a warning. Advisories need a copy of RustSec's advisory-db:

    CONFAB_ADVISORIES=/path/to/advisory-db .ci/supply.py
    CONFAB_ADVISORIES=fetch .ci/supply.py           gets it into target/advisory-db first

Vulnerabilities are errors; packages called unmaintained or unsound are warnings. Without a copy it says that advisories
were not checked. Needs Python 3.11 for its TOML. `.ci/supply.py test` tries the rules on made-up packages.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADVISORY_DB = "https://github.com/rustsec/advisory-db"


def may(expression, allowed):
    """Whether an SPDX expression can be met by allowed licences; the old slash is an OR."""
    words = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def any_of():
        met = all_of()
        while words and words[0] == "OR":
            words.pop(0)
            met = all_of() or met
        return met

    def all_of():
        met = one()
        while words and words[0] == "AND":
            words.pop(0)
            met = one() and met
        return met

    def one():
        if not words:
            return False
        word = words.pop(0)
        if word == "(":
            met = any_of()
            return bool(words) and words.pop(0) == ")" and met
        if words and words[0] == "WITH":
            word = f"{word} {words.pop(0)} {words.pop(0) if words else ''}"
        return word in allowed

    return any_of() and not words


def version(text):
    """A version as something that sorts: a pre-release stands before its release."""
    numbers, _, pre = text.split("+")[0].partition("-")
    numbers = [int(number) for number in numbers.split(".")]
    pre = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre.split(".")] if pre else []
    return numbers + [0] * (3 - len(numbers)), not pre, pre


def satisfies(found, requirement):
    """Whether a version is in a range such as `>= 1.2.3, < 2.0.0`, `^1.2` or `1.2`."""
    found = version(found)
    for comparator in requirement.split(","):
        sign, bound = re.fullmatch(r"\s*(>=|<=|>|<|=|\^|~)?\s*(\S+)\s*", comparator).groups()
        given = bound.split("-")[0].count(".") + 1
        low = version(bound)
        numbers = low[0]
        if sign in (None, "^"):
            at = next((at for at in range(3) if numbers[at]), min(given, 3) - 1)
            high = [*numbers[:at], numbers[at] + 1, 0, 0][:3]
            fits = low <= found and found[0] < high
        elif sign == "~":
            at = min(given, 2) - 1
            high = [*numbers[:at], numbers[at] + 1, 0, 0][:3]
            fits = low <= found and found[0] < high
        elif sign == "=":
            fits = found[0][:given] == numbers[:given] and found[1:] == low[1:]
        else:
            fits = {">=": found >= low, "<=": found <= low, ">": found > low, "<": found < low}[sign]
        if not fits:
            return False
    return True


def advisory(text):
    """The TOML at the head of an advisory's page."""
    block = re.match(r"\s*```toml\n(.*?)\n```", text, re.DOTALL)
    return tomllib.loads(block.group(1)) if block else None


def concerned(page, found):
    """Whether a version has what an advisory tells of."""
    versions = page.get("versions", {})
    spared = versions.get("patched", []) + versions.get("unaffected", [])
    return "withdrawn" not in page["advisory"] and not any(satisfies(found, range_) for range_ in spared)


def judge(packages, rules):
    """Errors and warnings about licences, sources and bans."""
    errors, warnings = [], []
    allowed = set(rules["licenses"]["allow"])
    registries = {f"registry+{url}" for url in rules["sources"]["allow-registry"]}
    banned = {ban["crate"] for ban in rules["bans"]["deny"]}
    versions = {}
    for package in packages:
        name = f"{package['name']} {package['version']}"
        versions.setdefault(package["name"], []).append(package["version"])
        if not may(package["license"] or "", allowed):
            errors.append(f"{name}: its licence is {package['license']}, which deny.toml does not allow")
        if package["source"] is not None and package["source"] not in registries:
            errors.append(f"{name}: it comes from {package['source']}, which deny.toml does not allow")
        if package["name"] in banned:
            errors.append(f"{name}: deny.toml bans it")
        if package["source"] is None:
            for need in package["dependencies"]:
                if need["req"] == "*":
                    errors.append(f"{name}: any version of {need['name']} would do")
    several = [name for name, found in sorted(versions.items()) if len(found) > 1]
    if several:
        warnings.append(f"{len(several)} packages in several versions: {', '.join(several)}")
    return errors, warnings


def advised(packages, rules, pages):
    """Errors and warnings about what a database of advisories tells."""
    errors, warnings = [], []
    ignored = {one if isinstance(one, str) else one["id"] for one in rules["advisories"]["ignore"]}
    for package in packages:
        for page in pages.get(package["name"], []):
            known = page["advisory"]
            if known["id"] in ignored or not concerned(page, package["version"]):
                continue
            kind = known.get("informational")
            line = f"{package['name']} {package['version']}: {known['id']} ({kind or 'vulnerability'})"
            (warnings if kind else errors).append(line)
    return errors, warnings


def database(folder):
    pages = {}
    for path in sorted(Path(folder).glob("crates/*/RUSTSEC-*.md")):
        page = advisory(path.read_text(encoding="utf-8"))
        if page is None:
            sys.exit(f"supply: {path} has no TOML at its head")
        pages.setdefault(page["advisory"]["package"], []).append(page)
    return pages


def fetched():
    folder = ROOT / "target" / "advisory-db"
    get = ["git", "-C", folder, "pull", "--quiet"] if folder.exists() else \
        ["git", "clone", "--quiet", "--depth", "1", ADVISORY_DB, folder]
    quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    if subprocess.run(get, env=quiet, timeout=300, check=False).returncode != 0:
        sys.exit(f"supply: {ADVISORY_DB} cannot be fetched")
    return folder


def test():
    allowed = {"MIT", "Apache-2.0", "Unicode-3.0"}
    for yes in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-3.0) AND Unicode-3.0", "Apache-2.0 / MIT"]:
        assert may(yes, allowed), yes
    for no in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0", "MIT MIT", "Apache-2.0 WITH X", "MIT)"]:
        assert not may(no, allowed), no
    inside = [("1.2.3", ">= 1.2.3"), ("1.3.0", "^1.2"), ("0.2.9", "^0.2.1"), ("1.2.9", "~1.2.1"), ("2.0.0-rc.1", "< 2.0.0"),
              ("1.2.3", "=1.2.3"), ("0.5.0", ">= 0.4.1, < 0.6.0"), ("1.9.0", "1.2"), ("0.0.3", "^0.0.3"),
              ("1.0.0-rc.10", "> 1.0.0-rc.9"), ("1.2.3+build", "=1.2.3")]
    for found, range_ in inside:
        assert satisfies(found, range_), (found, range_)
    outside = [("1.2.2", ">= 1.2.3"), ("2.0.0", "^1.2"), ("0.3.0", "^0.2.1"), ("1.3.0", "~1.2.1"), ("2.0.0", "< 2.0.0"),
               ("0.6.0", ">= 0.4.1, < 0.6.0"), ("0.0.4", "^0.0.3"), ("2.0.0-rc.1", ">= 2.0.0")]
    for found, range_ in outside:
        assert not satisfies(found, range_), (found, range_)
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    crates = "registry+https://github.com/rust-lang/crates.io-index"
    made = [{"name": name, "version": at, "license": licence, "source": source, "dependencies": []} for
            name, at, licence, source in [
                ("good", "1.0.0", "MIT", crates), ("good", "2.0.0", "MIT", crates), ("gpl", "1.0.0", "GPL-3.0-only", crates),
                ("none", "1.0.0", None, crates), ("git", "1.0.0", "MIT", "git+https://example.org/git#1"),
                ("openssl-sys", "0.9.0", "MIT", crates)]]
    errors, warnings = judge(made, rules)
    assert [line.split(" ")[0] for line in errors] == ["gpl", "none", "git", "openssl-sys"], errors
    assert warnings == ["1 packages in several versions: good"], warnings
    page = '```toml\n[advisory]\nid = "RUSTSEC-2099-0001"\npackage = "good"\n%s\n[versions]\npatched = [">= 2.0.0"]\n```\n# Title\n'
    for more, found in [("", (1, 0)), ('informational = "unsound"', (0, 1)), ('withdrawn = "2099-01-02"', (0, 0))]:
        told = advised(made, rules, {"good": [advisory(page % more)]})
        assert (len(told[0]), len(told[1])) == found, (more, told)
    print("supply: the rules hold")


def main():
    if sys.argv[1:] == ["test"]:
        return test()
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    ask = ["cargo", "metadata", "--locked", "--all-features", "--format-version", "1"]
    packages = json.loads(subprocess.run(ask, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)["packages"]
    errors, warnings = judge(packages, rules)
    place = os.environ.get("CONFAB_ADVISORIES")
    if place:
        pages = database(fetched() if place == "fetch" else place)
        if not pages:
            sys.exit(f"supply: no advisories in {place}")
        more = advised(packages, rules, pages)
        errors, warnings = errors + more[0], warnings + more[1]
        looked = f"{sum(map(len, pages.values()))} advisories"
    else:
        looked = "advisories NOT checked: CONFAB_ADVISORIES names no copy of the RustSec database"
    for line in warnings:
        print(f"supply: warning: {line}", file=sys.stderr)
    for line in errors:
        print(f"supply: error: {line}", file=sys.stderr)
    print(f"supply: {len(packages)} packages, licences, sources and bans; {looked}", file=sys.stderr)
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
