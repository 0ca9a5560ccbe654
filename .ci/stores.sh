#!/usr/bin/env bash
# Runs a command beside real peers of the protocols that files are stored by: `.ci/stores.sh cargo test --locked`.
#
# The peers are installed below `target/peers` once, listen on loopback, and end when the command does, however it ends.
# One that cannot be had is named, and its tests skip themselves; with CONFAB_STORES=required that is an error.
# What each peer says goes to `target/peers/<name>.log`. Tests: `tests/files/stores.rs`.
set -euo pipefail
cd "$(dirname "$0")/.."

peers=$PWD/target/peers
python=$peers/python/bin
state=$(mktemp -d)
pids=()
lacking=
failed=

python_pins=("moto[server]==5.2.5" "gcp-storage-emulator==2026.7.19" "wsgidav==4.4.0" "cheroot==11.1.2")
# Later ones want a newer node than long-term systems have.
node_pins=("azurite@3.35.0")

stop() {
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$state"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Whether something on this port speaks HTTP.
answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3 &&
        read -r -t 5 line <&3 && [[ $line == HTTP/* ]]) 2>/dev/null
}

# start NAME COMMAND...: starts a peer on a free port, PORT in its words, and waits until it answers; sets `port`.
start() {
    local name=$1 pid
    shift
    for _ in 1 2 3; do
        # Below the ports that connections going out are given.
        port=$((20000 + RANDOM % 10000))
        answers "$port" && continue
        "${@//PORT/$port}" >"$peers/$name.log" 2>&1 </dev/null &
        pid=$!
        pids+=("$pid")
        for _ in {1..300}; do
            sleep 0.2
            # A port taken a moment before us ends the peer: another one then.
            kill -0 "$pid" 2>/dev/null || continue 2
            answers "$port" && return
        done
        kill "$pid" 2>/dev/null || true
    done
    return 1
}

# kept FOLDER PIN...: whether these versions lie there already.
kept() { [[ "$(cat "$1/.pins" 2>/dev/null)" == "${*:2}" ]]; }

install_python() {
    kept "$peers/python" "${python_pins[@]}" && return
    rm -rf "$peers/python"
    python3 -m venv "$peers/python" && "$python/pip" install --quiet "${python_pins[@]}" &&
        echo "${python_pins[@]}" >"$peers/python/.pins"
}

install_node() {
    kept "$peers/node" "${node_pins[@]}" && return
    rm -rf "$peers/node"
    mkdir -p "$peers/node"
    npm install --silent --no-audit --no-fund --prefix "$peers/node" "${node_pins[@]}" &&
        echo "${node_pins[@]}" >"$peers/node/.pins"
}

# S3. Users and signatures are checked from the moment that the bucket and its one user are there.
s3() {
    local key
    start s3 "$python/moto_server" -H 127.0.0.1 -p PORT || return
    key=$("$python/python" - "http://127.0.0.1:$port" <<'PYTHON'
import json, sys, urllib.request
import boto3

url = sys.argv[1]
ours = dict(endpoint_url=url, region_name="us-east-1", aws_access_key_id="setup", aws_secret_access_key="setup")
iam = boto3.client("iam", **ours)
iam.create_user(UserName="confab")
allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
iam.put_user_policy(UserName="confab", PolicyName="files", PolicyDocument=policy)
key = iam.create_access_key(UserName="confab")["AccessKey"]
boto3.client("s3", **ours).create_bucket(Bucket="confab")
plain = {"Content-Type": "text/plain"}
urllib.request.urlopen(urllib.request.Request(url + "/moto-api/reset-auth", b"0", plain))
print(key["AccessKeyId"], key["SecretAccessKey"])
PYTHON
    ) || return
    export AWS_ENDPOINT="http://127.0.0.1:$port" AWS_ALLOW_HTTP=true AWS_REGION=us-east-1
    export AWS_ACCESS_KEY_ID="${key% *}" AWS_SECRET_ACCESS_KEY="${key#* }" CONFAB_TEST_S3=s3://confab/chat
    unset AWS_SESSION_TOKEN AWS_PROFILE
}

# Azure Blob, with the account and key that every emulator of it has.
azure() {
    start azure "$peers/node/node_modules/.bin/azurite-blob" --blobHost 127.0.0.1 --blobPort PORT \
        --inMemoryPersistence --disableTelemetry --skipApiVersionCheck || return
    node - "$port" <<'NODE' || return
const account = 'devstoreaccount1';
const secret = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': '2021-12-02' };
const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join('');
const signed = `PUT\n${'\n'.repeat(11)}${lines}/${account}/${account}/confab\nrestype:container`;
const hash = require('crypto').createHmac('sha256', Buffer.from(secret, 'base64')).update(signed).digest('base64');
const request = {
  host: '127.0.0.1', port: process.argv[2], method: 'PUT', path: `/${account}/confab?restype=container`,
  headers: { ...headers, 'content-length': 0, authorization: `SharedKey ${account}:${hash}` },
};
require('http').request(request, (answer) => process.exit(answer.statusCode === 201 ? 0 : 1)).end();
NODE
    export AZURE_STORAGE_USE_EMULATOR=true AZURITE_BLOB_STORAGE_URL="http://127.0.0.1:$port"
    export CONFAB_TEST_AZURE=az://confab/chat
}

# Google Cloud Storage. Its emulator knows little of the XML that real ones speak; S3's peer speaks that, unsigned.
google() {
    start google "$python/gcp-storage-emulator" --data-dir "$state/google" start --host 127.0.0.1 --port PORT \
        --default-bucket confab --in-memory || return
    export CONFAB_TEST_GS="http://127.0.0.1:$port"
    start google-xml "$python/moto_server" -H 127.0.0.1 -p PORT || return
    "$python/python" -c 'import sys, urllib.request as web
web.urlopen(web.Request(sys.argv[1], method="PUT"))' "http://127.0.0.1:$port/confab" || return
    # The emulator variable is what lets plain HTTP be spoken to this computer.
    export CONFAB_TEST_GS_XML="http://127.0.0.1:$port" STORAGE_EMULATOR_HOST="http://127.0.0.1:$port"
    export GOOGLE_BEARER_TOKEN=confab
}

webdav() {
    mkdir "$state/dav"
    cat >"$state/dav.json" <<JSON
{
  "host": "127.0.0.1",
  "provider_mapping": { "/": "$state/dav" },
  "http_authenticator": { "accept_basic": true, "accept_digest": false, "default_to_digest": false },
  "simple_dc": { "user_mapping": { "*": { "asha": { "password": "open sesame" } } } }
}
JSON
    start webdav "$python/wsgidav" --config "$state/dav.json" --host 127.0.0.1 --port PORT || return
    export CONFAB_TEST_DAV="http://127.0.0.1:$port/" CONFAB_TEST_DAV_SECRET="asha:open sesame"
}

# peer NAME INSTALL: installs and starts one, or says that it is not there. What failed to install is not tried twice.
peer() {
    if [[ $failed != *$2* ]]; then
        "$2" >>"$peers/install.log" 2>&1 || failed+=" $2"
    fi
    if [[ $failed != *$2* ]] && "$1" 2>>"$peers/install.log"; then
        return
    fi
    lacking+=" $1"
    echo "stores: $1 cannot be had (see target/peers), its tests are skipped" >&2
}

mkdir -p "$peers"
: >"$peers/install.log"
# A proxy for the world outside must not get what is meant for loopback.
export NO_PROXY="127.0.0.1${NO_PROXY:+,$NO_PROXY}"
export no_proxy=$NO_PROXY
peer s3 install_python
peer google install_python
peer webdav install_python
peer azure install_node
if [[ -n $lacking && ${CONFAB_STORES:-} == required ]]; then
    echo "stores: CONFAB_STORES=required, and these are not there:$lacking" >&2
    exit 1
fi
"$@"
