#!/bin/bash
# The golden messages before judges from npm (package-lock.json names each by its checksum). Installs them into the build folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${BUILD:?the build folder}/npm
command -v npm >/dev/null || { echo "make judge needs node and npm" >&2; exit 1; }
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/judge.mjs" "$folder"
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --silent >&2)
exec node "$folder/judge.mjs" "$here/../data/mail/golden"
