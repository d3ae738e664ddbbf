#!/bin/sh
# Writes .env with fresh secrets for docker-compose.yml, once. Keep it: without MIDSTATION_SECRET_KEY the stored stream
# keys cannot be read any more.
set -eu
cd "$(dirname "$0")/../.."
if [ -e .env ]; then
  echo ".env is there already; nothing changed."
  exit 0
fi
random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
umask 077
cat >.env <<ENV
POSTGRES_PASSWORD=$(random | tr '+/=' 'abc')
REDIS_PASSWORD=$(random | tr '+/=' 'abc')
NATS_PASSWORD=$(random | tr '+/=' 'abc')
MIDSTATION_SECRET_KEY=$(random)
ENV
echo "Wrote .env with fresh secrets."
