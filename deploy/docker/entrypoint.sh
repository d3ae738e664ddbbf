#!/bin/sh
# Usage: entrypoint.sh SERVICE
# Copies of a service tell themselves apart by the container's name, which is also where edges reach an ingest node.
set -eu
service=$1
export MIDSTATION_INSTANCE="${MIDSTATION_INSTANCE:-$service-$(hostname)}"
export MIDSTATION_INGEST_HOST="${MIDSTATION_INGEST_HOST:-$(hostname)}"
exec node "apps/$service/dist/main.js"
