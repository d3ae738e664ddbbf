#!/bin/sh
# Writes fresh secrets for docker-compose.yml into .env and leaves alone what is there already. Keep the file: without
# MIDSTATION_SECRET_KEY the stored stream keys cannot be read any more.
set -eu
cd "$(dirname "$0")/../.."
random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
# Begins with a letter: NATS takes what begins with a digit for a number.
password() { printf 'k%s' "$(random | tr -d '+/=')"; }
add() {
  if ! grep -q "^$1=" .env; then
    echo "$1=$2" >>.env
    echo "$1"
  fi
}
umask 077
touch .env
echo "Added to .env:"
add POSTGRES_PASSWORD "$(password)"
for part in AUTH SETTINGS ORCHESTRATOR GATEWAY EDGE NEWCOMER; do add "NATS_PASSWORD_$part" "$(password)"; done
# The passwords of nodes are made of it. A new one makes all places for nodes free again.
add NATS_PLACES_SECRET "$(password)"
for part in EDGE GATEWAY INGEST; do add "REDIS_PASSWORD_$part" "$(password)"; done
add MIDSTATION_SECRET_KEY "$(random)"
