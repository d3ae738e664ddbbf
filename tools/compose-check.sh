#!/usr/bin/env bash
# Verifies docker-compose.yml for real, from nothing, on a Debian machine without a Docker engine or an image registry:
# starts a private engine, makes stand-ins for the official images out of Debian's packages, builds the image, starts
# everything with three ingest nodes, and takes a stream through it. Run by hand as root; leaves nothing behind.
# Needs the packages docker.io docker-compose debootstrap iptables nginx-light libnginx-mod-rtmp ffmpeg, and npm's registry.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d /tmp/compose-check-XXXXXX)
export DOCKER_HOST=unix://$work/docker.sock COMPOSE_PROJECT_NAME=compose-check
http=18080 rtmp=11935 rtmps=11936
say() { printf '\n== %s\n' "$*"; }

finish() {
  status=$?
  if [ "$status" -ne 0 ]; then docker-compose -f "$work/src/docker-compose.yml" logs --tail=30 2>/dev/null || true; fi
  say "Clearing away"
  (cd "$work/src" 2>/dev/null && docker-compose down -v -t 5 >/dev/null 2>&1) || true
  [ -n "${nginx:-}" ] && kill "$nginx" 2>/dev/null || true
  [ -n "${encoder:-}" ] && kill "$encoder" 2>/dev/null || true
  [ -n "${engine:-}" ] && kill "$engine" && wait "$engine" 2>/dev/null || true
  umount "$work"/exec/netns/* 2>/dev/null || true # the engine leaves the network of its containers mounted
  rm -rf --one-file-system "$work" # nothing that is still mounted below it
  [ "$status" -eq 0 ] && echo "compose check passed" || echo "compose check FAILED"
}
trap finish EXIT

say "Starting a private engine"
dockerd --iptables=false --ip6tables=false --data-root "$work/data" --exec-root "$work/exec" -p "$work/pid" \
  -H "$DOCKER_HOST" >"$work/dockerd.log" 2>&1 &
engine=$!
timeout 30 sh -c 'until docker info >/dev/null 2>&1; do sleep 0.2; done'

say "Making stand-ins for the official images"
debootstrap --variant=minbase --include=ca-certificates bookworm "$work/root" >"$work/debootstrap.log"
tar -C "$work/root" -c . | docker import - debian-base >/dev/null
rm -rf "$work/root"
mkdir "$work/node" "$work/servers"
cp "$(readlink -f "$(command -v node)")" "$work/node/node"
cp -rL "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$work/node/npm"
cp /etc/ssl/certs/ca-certificates.crt "$work/node/" # the machine may stand behind a proxy with its own issuer
cat >"$work/node/Dockerfile" <<'FILE'
FROM debian-base
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV NPM_CONFIG_CAFILE=/etc/ssl/certs/ca-certificates.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
  && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx && useradd --uid 1000 --create-home node
FILE
cat >"$work/servers/start-postgres.sh" <<'FILE'
#!/bin/sh
# The part of the official image's behaviour that the compose file relies on.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin)
data=/var/lib/postgresql/data
as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
if [ ! -s "$data/PG_VERSION" ]; then
  mkdir -p "$data" && chown postgres "$data" && chmod 700 "$data"
  printf '%s' "$POSTGRES_PASSWORD" >/tmp/password && chown postgres /tmp/password
  as_postgres "$bin/initdb" -D "$data" -U "$POSTGRES_USER" --pwfile=/tmp/password --auth-host=scram-sha-256 --auth-local=trust
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  as_postgres "$bin/pg_ctl" -D "$data" -o "-c listen_addresses=''" -w start
  "$bin/createdb" -h /var/run/postgresql -U "$POSTGRES_USER" "$POSTGRES_USER"
  for file in /docker-entrypoint-initdb.d/*.sql; do "$bin/psql" -h /var/run/postgresql -U "$POSTGRES_USER" -f "$file"; done
  as_postgres "$bin/pg_ctl" -D "$data" -m fast -w stop
fi
as_postgres "$bin/postgres" -D "$data" -c listen_addresses='*'
FILE
chmod +x "$work/servers/start-postgres.sh"
cat >"$work/servers/Dockerfile" <<'FILE'
FROM debian-base AS servers
RUN printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d && apt-get update \
  && apt-get install -y --no-install-recommends nats-server redis-server postgresql wget && rm -rf /var/lib/postgresql/*
FROM servers AS redis
FROM servers AS nats
ENTRYPOINT ["nats-server"]
FROM servers AS postgres
COPY start-postgres.sh /start-postgres.sh
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENTRYPOINT ["/start-postgres.sh"]
FILE
docker build -q --network host -t node:24-bookworm-slim "$work/node" 2>/dev/null
for server in redis:7-alpine nats:2-alpine postgres:18; do
  docker build -q --network host --target "${server%%:*}" -t "$server" "$work/servers" 2>/dev/null
done

say "Building the image from a clean checkout"
git clone -q . "$work/src"
cd "$work/src"
docker build --network host -t mid-station . >"$work/build.log" 2>&1 || { tail -30 "$work/build.log"; exit 1; }

say "Starting everything with three ingest nodes"
deploy/compose/make-env.sh
export MIDSTATION_HTTP_PORT=$http MIDSTATION_RTMP_PORT=$rtmp MIDSTATION_RTMPS_PORT=$rtmps
export MIDSTATION_ALLOW_PRIVATE_TARGETS=true MIDSTATION_REGISTRATION=closed
docker-compose up -d --no-build --scale ingest=3
api=http://127.0.0.1:$http/api
timeout 120 sh -c "until curl -fsS $api/readyz >/dev/null 2>&1; do sleep 0.5; done"

say "An RTMP server as destination, on the address under which containers see this machine"
gateway=$(docker network inspect compose-check_default -f '{{(index .IPAM.Config 0).Gateway}}')
mkdir "$work/nginx"
cat >"$work/nginx/nginx.conf" <<FILE
daemon off; master_process off; pid $work/nginx/pid; error_log $work/nginx/error.log;
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
events {}
rtmp { server { listen $gateway:11999; application live { live on; record all; record_path $work/nginx; } } }
FILE
nginx -p "$work/nginx" -c nginx.conf -e "$work/nginx/error.log" &
nginx=$!

say "A streamer, whose account the operator made, goes live"
value() { node -e 'let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () => console.log(process.argv[1].split(".").reduce((value, name) => value[name], JSON.parse(text))))' "$1"; }
call() { curl -fsS -X "$1" "$api$2" -H "Authorization: Bearer ${token:-}" -H 'Content-Type: application/json' ${3:+-d "$3"}; }
password=$(docker-compose exec -T auth node apps/auth/dist/account.js add ada ada@example.org | sed -n 's/^Password: //p')
token=$(call POST /auth/login "{\"login\":\"ada\",\"password\":\"$password\"}" | value accessToken)
setting=$(call POST /settings '{"name":"Check"}' | value id)
call POST "/settings/$setting/targets" "{\"name\":\"nginx\",\"platform\":\"custom\",\"url\":\"rtmp://$gateway:11999/live\",\"key\":\"check\"}" >/dev/null
call PUT "/settings/$setting/active" '{"active":true}' >/dev/null
timeout 30 sh -c "until [ \"\$(curl -fsS $api/nodes -H 'Authorization: Bearer $token' | grep -o '\"state\":\"ready\"' | wc -l)\" = 3 ]; do sleep 0.5; done"
echo "three nodes are ready"

say "Each of them has a name and a user of NATS of its own"
names() { call GET /nodes | grep -o '"id":"[^"]*"' | sort -u | tr '\n' ' '; }
users() { docker-compose exec -T nats wget -q -O- 'http://127.0.0.1:8222/connz?auth=1' | grep -o '"authorized_user": *"node-[0-9]*"' | sort -u | wc -l; }
given=$(names)
echo "$given"
[ "$given" = '"id":"node-1" "id":"node-2" "id":"node-3" ' ]
[ "$(users)" = 3 ]
docker-compose restart -t 5 ingest 2>/dev/null
docker-compose up -d --no-build --force-recreate --no-deps --scale ingest=3 ingest 2>/dev/null
timeout 60 sh -c "until [ \"\$(docker-compose logs --no-color ingest | grep -c '\"msg\":\"ready\"')\" -ge 3 ]; do sleep 0.5; done"
timeout 60 sh -c "until [ \"\$(curl -fsS $api/nodes -H 'Authorization: Bearer $token' | grep -o '\"state\":\"ready\"' | wc -l)\" = 3 ]; do sleep 0.5; done"
[ "$(names)" = "$given" ]
[ "$(users)" = 3 ]
echo "the same after a restart and in new containers"
call POST /live | value state
key=$(call GET /ingest | value streamKey)
ffmpeg -loglevel error -re -f lavfi -i testsrc2=size=640x360:rate=30 -f lavfi -i sine -c:v libx264 -preset ultrafast -g 30 \
  -c:a aac -f flv "rtmp://127.0.0.1:$rtmp/ada/$key" &
encoder=$!
for _ in $(seq 60); do
  state=$(call GET /live | value targets.0.state)
  [ "$state" = live ] && break
  sleep 0.5
done
echo "target: $state"
[ "$state" = live ]
timeout 20 sh -c "until [ \"\$(stat -c %s $work/nginx/*.flv 2>/dev/null | head -1)\" -gt 200000 ]; do sleep 0.5; done"
echo "the destination records"
call DELETE /live | value state

say "Every container is healthy"
timeout 60 sh -c "until [ \"\$(docker ps --format '{{.Status}}' | grep -vc '(healthy)')\" = 0 ]; do sleep 1; done" || { docker ps; exit 1; }
docker ps --format '{{.Names}} {{.Status}}'
