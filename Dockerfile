# One image per service: docker build --target soda -t sodalite/soda .
# Where no registry is at hand, tools/make-base.sh makes a BASE; docs/kubernetes.md tells more.
#
# A new service is three lines at the end: its FROM, LABEL and ENTRYPOINT.
ARG BASE=node:24-bookworm-slim

# --- the service's packages: without the development dependencies, and without the optional ones, which are for a GPU
FROM ${BASE} AS packages
WORKDIR /sodalite
COPY package.json package-lock.json ./
# The secrets are for registries behind a login (npmrc) or an authority of one's own (ca); they are seen by these lines alone.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca,target=/run/secrets/ca \
    export NODE_EXTRA_CA_CERTS=/run/secrets/ca NODE_NO_WARNINGS=1 npm_config_update_notifier=false \
 && npm pkg delete optionalDependencies \
 && npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
 && find node_modules \( -name '*.map' -o -name '*.md' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

# --- what a GPU needs beyond them
FROM ${BASE} AS packages-gpu
WORKDIR /sodalite
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca,target=/run/secrets/ca \
    export NODE_EXTRA_CA_CERTS=/run/secrets/ca NODE_NO_WARNINGS=1 npm_config_update_notifier=false \
 && npm pkg delete dependencies devDependencies \
 && npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
 && find node_modules/webgpu/dist -mindepth 1 -maxdepth 1 ! -name "linux-$(node -p process.arch)" -exec rm -r {} +

# --- dist/, made with the development dependencies, which stay here
FROM ${BASE} AS build
WORKDIR /sodalite
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca,target=/run/secrets/ca \
    export NODE_EXTRA_CA_CERTS=/run/secrets/ca NODE_NO_WARNINGS=1 npm_config_update_notifier=false \
 && npm install --no-save --include=dev --no-audit --no-fund --loglevel=error
COPY . .
RUN touch node_modules/.package-lock.json \
 && node tools/run.mjs build \
 && find dist \( -name '*.map' -o -name '*.d.ts' -o -name '*.tsbuildinfo' \) -delete

# --- what all services have: one layer, that a machine with several of them holds once
FROM ${BASE} AS runtime
ARG VERSION=unknown
LABEL org.opencontainers.image.vendor="Sodalite" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
 && mkdir -p /data /var/lib/sodalite \
 && chown 10001:10001 /var/lib/sodalite
WORKDIR /sodalite
COPY --from=packages /sodalite/node_modules node_modules
COPY --from=build /sodalite/dist dist
COPY package.json LICENSE ./
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    SODALITE_METRICS_PORT=9090 \
    SODALITE_DATA=/data \
    SODALITE_STATE=/var/lib/sodalite
EXPOSE 8080 9090
# All that is ever written to; the rest of the file system may be read-only.
VOLUME ["/var/lib/sodalite", "/tmp"]
# By number: only so can Kubernetes see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SODALITE_METRICS_PORT || process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# Node itself is process 1 and hears SIGTERM: requests under way are finished first. No service starts other processes, so there are no zombies.
FROM runtime AS datalink
LABEL org.opencontainers.image.title="sodalite-datalink" org.opencontainers.image.description="DataLink, SIA, SSA and the catalogue of Sodalite"
ENTRYPOINT ["node", "dist/apps/datalink/src/main.js"]

FROM runtime AS soda
LABEL org.opencontainers.image.title="sodalite-soda" org.opencontainers.image.description="SODA cutouts and files of Sodalite"
ENTRYPOINT ["node", "dist/apps/soda/src/main.js"]

FROM runtime AS cube
LABEL org.opencontainers.image.title="sodalite-cube" org.opencontainers.image.description="Moments, slices, channel maps and spectra of cubes of Sodalite"
ENTRYPOINT ["node", "dist/apps/cube/src/main.js"]

# The same on a GPU: gpu.js, WebGPU, and the loader of Vulkan with the libraries that drivers of NVIDIA want.
FROM cube AS cube-gpu
LABEL org.opencontainers.image.title="sodalite-cube-gpu"
USER 0:0
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install libvulkan1 libx11-6 libxext6 libgl1 libegl1 > /dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
COPY --from=packages-gpu /sodalite/node_modules node_modules
ENV NVIDIA_DRIVER_CAPABILITIES=compute,graphics,utility
USER 10001:10001

# All services in one process, and the command line: sodalite serve, scan, config check.
FROM runtime AS standalone
LABEL org.opencontainers.image.title="sodalite" org.opencontainers.image.description="All services of Sodalite in one process, and its command line"
ENTRYPOINT ["node", "dist/apps/standalone/src/main.js"]
CMD ["serve"]
