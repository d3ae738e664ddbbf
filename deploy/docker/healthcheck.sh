#!/bin/bash
# Asks the service of this container whether it is ready. No Node: its start costs more than a small service does all day.
set -eu
exec 3<>/dev/tcp/127.0.0.1/"$MIDSTATION_HEALTH_PORT"
printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
