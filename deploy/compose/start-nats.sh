#!/bin/sh
# Starts NATS with nats.conf, in which the user NODE_NAME stands for one user for each place of a node. Their passwords are
# made of NATS_PLACES_SECRET, as the orchestrator makes them.
set -eu
umask 077
places=1000 # as many as the orchestrator gives
work=$(mktemp -d)
number=1
while [ $number -le $places ]; do
  printf 'node-%s:%s' $number "$NATS_PLACES_SECRET" >"$work/node-$number"
  number=$((number + 1))
done
(cd "$work" && sha256sum node-*) | awk '
  FNR == NR { name[++count] = $2; password[count] = "k" $1; next }
  { block = block $0 "\n" }
  /^    [}]$/ { # the end of a user
    for (i = 1; i <= (block ~ /NODE_NAME/ ? count : 1); i++) {
      user = block
      gsub(/NODE_NAME/, name[i], user)
      gsub(/NODE_PASSWORD/, password[i], user)
      printf "%s", user
    }
    block = ""
  }
  END { printf "%s", block }
' - /etc/nats/nats.conf >/tmp/nats.conf
rm -r "$work"
exec nats-server --config /tmp/nats.conf
