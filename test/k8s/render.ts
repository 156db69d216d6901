import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { KubernetesObject } from './objects.js';

/** All that can be rendered, by its folder below k8s/. */
export const OVERLAYS = ['base', 'overlays/dev', 'overlays/production', 'overlays/gpu', 'overlays/existing-nats'] as const;
export type Overlay = (typeof OVERLAYS)[number];

/** What `kubectl apply -k` would send. */
export function render(overlay: Overlay): KubernetesObject[] {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join('k8s', overlay)], { encoding: 'utf8', maxBuffer: 2 ** 24 });
  if (status !== 0) throw new Error(`kubectl kustomize k8s/${overlay}: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as KubernetesObject;
  });
}

export interface Kustomization {
  readonly file: string;
  readonly fields: { readonly bases?: string[]; readonly resources?: string[]; readonly patchesStrategicMerge?: string[] };
  readonly patches: readonly KubernetesObject[];
}

export function kustomizations(): Kustomization[] {
  const files = readdirSync('k8s', { recursive: true, encoding: 'utf8' }).filter((file) => basename(file) === 'kustomization.yaml');
  return files.map((file) => {
    const fields = parse(readFileSync(join('k8s', file), 'utf8')) as Kustomization['fields'];
    const patches = (fields.patchesStrategicMerge ?? []).flatMap((patch) =>
      parseAllDocuments(readFileSync(join('k8s', dirname(file), patch), 'utf8')).map((document) => document.toJS() as KubernetesObject),
    );
    return { file, fields, patches };
  });
}
