# syntax=docker/dockerfile:1
# One build, three targets: `docker build --target api .` (also runs migrations), `--target worker`, `--target sandbox`.

FROM node:24-bookworm-slim AS build
WORKDIR /salur
# Its own layer: dependencies change more rarely than code.
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY .swcrc ./
COPY apps apps
COPY libs libs
COPY tools tools
COPY bin bin
# The PostgreSQL of development goes with the other packages that only development needs.
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim AS base
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /salur
COPY --from=build /salur/package.json ./
COPY --from=build /salur/node_modules node_modules
COPY --from=build /salur/dist dist
COPY --from=build /salur/bin bin
# The command line, for whoever gets into a container: `docker compose exec api salur payout list`.
RUN ln -s /salur/bin/salur.js /usr/local/bin/salur
# The user `node` of the image, as a number so that an orchestrator can see that it is not root.
USER 1000:1000
# The programs handle SIGTERM themselves, so node may be process 1. They stop within 25 s: allow 30.
STOPSIGNAL SIGTERM

FROM base AS worker
ENV WORKER=separate
# It listens nowhere; the file says when it last did its round.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "dist/apps/worker/src/is-alive.js"]
CMD ["node", "dist/programs/worker.js"]

FROM base AS sandbox
ENV SANDBOX_HOST=0.0.0.0
# Where a volume for the books goes: made here, because a new volume takes its owner from the image.
USER root
RUN install -d -o 1000 -g 1000 /books
USER 1000:1000
EXPOSE 4010
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4010/control/books').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/programs/sandbox.js"]

# Last, so that it is what a build without --target makes.
FROM base AS api
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/programs/api.js"]
