#!/bin/sh
# Builds the images, with docker or podman, and holds them to what they promise: uid 1000, a
# read-only root, a list of what is in them, and no more than 250 MB on top of Node.js.
#   docker/build.sh [SERVICE...]    default: all of them
# Where nothing can build them it says "not built here" and exits with 0.
set -eu
cd "${0%/*}/.."

budget_mb=250
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
base=$(sed -n 's/^FROM \(.*\) AS base$/\1/p' docker/Dockerfile)
[ $# -gt 0 ] || set -- gateway agent-worker catalog-service cli

not_built() {
  echo "not built here: $1"
  exit 0
}
fail() {
  echo "$1" >&2
  exit 1
}

builder=
for candidate in docker podman; do
  # `info` fails where the command is there and its daemon is not.
  if "$candidate" info >/dev/null 2>&1; then
    builder=$candidate
    break
  fi
done
[ -n "$builder" ] || not_built 'neither docker (with its daemon) nor podman works'

size() { "$builder" image inspect --format '{{.Size}}' "$1"; }
inside() {
  image=$1
  shift
  "$builder" run --rm --read-only --network none --entrypoint node "$image" "$@"
}

"$builder" image inspect "$base" >/dev/null 2>&1 || "$builder" pull "$base" >/dev/null 2>&1 ||
  not_built "$base can be had from nowhere"
base_bytes=$(size "$base")

for service in "$@"; do
  image=tulia/$service:$version
  "$builder" build -f docker/Dockerfile --build-arg "SERVICE=$service" -t "$image" .

  mb=$((($(size "$image") - base_bytes) / 1000000))
  [ "$mb" -le "$budget_mb" ] ||
    fail "$image: $mb MB on top of $base, more than $budget_mb MB"
  uid=$(inside "$image" --print 'process.getuid()')
  [ "$uid" = 1000 ] || fail "$image: runs as uid $uid, not as 1000"
  parts=$(inside "$image" --print 'require("/app/sbom.json").components.length') ||
    fail "$image: /app/sbom.json cannot be read"
  echo "$image: $mb MB on top of $base, uid $uid, $parts components in /app/sbom.json"
done
