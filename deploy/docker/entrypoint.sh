#!/bin/sh
# Usage: entrypoint.sh SERVICE
# Copies of a service tell themselves apart by the container's name, which is also where edges reach an ingest node.
set -eu
service=$1
export MIDSTATION_INSTANCE="${MIDSTATION_INSTANCE:-$service-$(hostname)}"
export MIDSTATION_INGEST_HOST="${MIDSTATION_INGEST_HOST:-$(hostname)}"
# Credentials of one copy among many come as a file that only this copy sees.
if [ -n "${MIDSTATION_NATS_URL_FILE:-}" ]; then
  MIDSTATION_NATS_URL=$(cat "$MIDSTATION_NATS_URL_FILE")
  export MIDSTATION_NATS_URL
fi
# One option a word: splitting is meant.
# shellcheck disable=SC2046
exec node $(cat "apps/$service/node-options") "apps/$service/dist/main.js"
