#!/bin/sh
# Writes secrets.yaml, once: fresh secrets for every part, each part's its own. Keep the file safe and out of the
# repository: without MIDSTATION_SECRET_KEY the stored stream keys cannot be read any more.
set -eu
cd "$(dirname "$0")"
if [ -e secrets.yaml ]; then
  echo "secrets.yaml is there already; nothing changed."
  exit 0
fi
nodes_max=32 # as many as nats.conf names
random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }
# Begins with a letter: NATS takes what begins with a digit for a number.
password() { printf 'k%s' "$(random | tr -d '+/=')"; }
secret() { printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\nstringData:\n' "$1"; }
entry() { printf '  %s: "%s"\n' "$1" "$2"; }
nats_entries='' node_entries=''
nats_url() {
  secret_of_user=$(password)
  nats_entries="$nats_entries  NATS_PASSWORD_$(echo "$1" | tr 'a-z-' 'A-Z_'): \"$secret_of_user\"
"
  url="nats://$1:$secret_of_user@nats:4222"
}
umask 077
postgres=$(password) secret_key=$(random)
redis_edge=$(password) redis_gateway=$(password) redis_ingest=$(password)
{
  for service in auth settings orchestrator gateway edge; do
    nats_url $service
    secret $service
    entry MIDSTATION_NATS_URL "$url"
    case $service in
      auth | settings) entry MIDSTATION_SECRET_KEY "$secret_key" ;;
      gateway) entry MIDSTATION_REDIS_URL "redis://gateway:$redis_gateway@redis:6379" ;;
      edge) entry MIDSTATION_REDIS_URL "redis://edge:$redis_edge@redis:6379" ;;
    esac
    case $service in
      auth | settings | orchestrator)
        entry MIDSTATION_DATABASE_URL "postgres://midstation:$postgres@postgres:5432/$service" ;;
    esac
  done
  secret ingest
  entry MIDSTATION_REDIS_URL "redis://ingest:$redis_ingest@redis:6379"
  node=0
  while [ $node -lt $nodes_max ]; do
    nats_url "ingest-$node"
    node_entries="$node_entries  ingest-$node: \"$url\"
"
    node=$((node + 1))
  done
  secret ingest-nats
  printf '%s' "$node_entries"
  secret nats
  printf '%s' "$nats_entries"
  secret redis
  entry REDIS_PASSWORD_EDGE "$redis_edge"
  entry REDIS_PASSWORD_GATEWAY "$redis_gateway"
  entry REDIS_PASSWORD_INGEST "$redis_ingest"
  secret postgres
  entry POSTGRES_PASSWORD "$postgres"
} >secrets.yaml
echo "Wrote secrets.yaml."
