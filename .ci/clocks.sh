#!/usr/bin/env bash
# Runs a command by another clock and in another zone, with Debian's package `faketime`:
#
#   .ci/clocks.sh '2026-11-29 12:25:00' UTC cargo test --locked -- --skip killed_ --skip _a_kill_
#   .ci/clocks.sh every cargo run --locked -- demo --headless --out target/demo
#
# The moment is what a clock in that zone shows. `every` goes through the list below and tells how each run ended.
# Of cargo's commands only what cargo runs gets the other clock: cargo itself judges files by theirs. Time moves on as usual;
# timers and waits are the machine's own. A program that is killed may keep faketime's lock, and others wait for it for good:
# leave out tests that kill. Where faketime is missing and cannot be installed the command is not run, which is
# said; with CONFAB_CLOCKS=required that is an error.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# An hour just after midnight, the hour at which the demo once failed, just before midnight, a leap day, both days on which
# the clocks change in two zones (one of them half an hour off), and a zone a day ahead of others.
moments=(
    "2026-11-29 00:03:00" UTC
    "2026-11-29 12:25:00" UTC
    "2026-11-29 23:58:00" UTC
    "2028-02-29 23:58:00" UTC
    "2026-03-29 01:59:00" Europe/Berlin
    "2026-10-25 02:59:00" Europe/Berlin
    "2026-03-08 01:59:00" America/St_Johns
    "2026-11-01 01:59:00" America/St_Johns
    "2026-11-29 23:58:00" Pacific/Apia
)

# Whether faketime is there; installs it where that can be done.
has_faketime() {
    command -v faketime >/dev/null && return
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || return
    { apt-get install -y -qq faketime || { apt-get update -qq && apt-get install -y -qq faketime; }; } >/dev/null 2>&1 || true
    command -v faketime >/dev/null
}

# by SECONDS ZONE COMMAND...: so many seconds ahead, or behind where that is below zero.
by() {
    local shift=$1 zone=$2
    shift 2
    [[ $shift == -* ]] || shift="+$shift"
    TZ=$zone exec faketime --exclude-monotonic -f "${shift}s" "$@"
}

if [[ ${1:-} == by ]]; then
    by "${@:2}"
fi
if [[ $# -lt 2 ]]; then
    sed -n 's/^#  *\(\.ci\/.*\)/\1/p' "$0" >&2
    exit 2
fi
if ! has_faketime; then
    echo "clocks: faketime cannot be had, not run by another clock: ${*:2}" >&2
    [[ ${CONFAB_CLOCKS:-} != required ]]
    exit
fi

# at MOMENT ZONE COMMAND...
at() {
    local ahead zone=$2
    ahead=$(($(TZ=$zone date -d "$1" +%s) - $(date +%s)))
    shift 2
    if [[ $1 == cargo ]]; then
        local host
        host=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
        env "CARGO_TARGET_${host}_RUNNER=$here/clocks.sh by $ahead $zone" "$@"
    else
        "$here/clocks.sh" by "$ahead" "$zone" "$@"
    fi
}

if [[ $1 != every ]]; then
    at "$@"
    exit
fi
shift
failed=0
for ((number = 0; number < ${#moments[@]}; number += 2)); do
    moment=${moments[number]} zone=${moments[number + 1]}
    echo "clocks: $moment $zone: $*" >&2
    if at "$moment" "$zone" "$@"; then ended=passed; else
        ended="failed with $?" failed=1
    fi
    echo "clocks: $moment $zone $ended" >&2
done
exit "$failed"
