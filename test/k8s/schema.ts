import { validate as configMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as claim } from 'kubernetes-models/_schemas/IoK8sApiCoreV1PersistentVolumeClaim';
import { validate as namespace } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Namespace';
import { validate as secret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as deployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as statefulSet } from 'kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet';
import { validate as cronJob } from 'kubernetes-models/_schemas/IoK8sApiBatchV1CronJob';
import { validate as job } from 'kubernetes-models/_schemas/IoK8sApiBatchV1Job';
import { validate as autoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as ingress } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress';
import { validate as networkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as disruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { KubernetesObject } from './objects.js';

interface Validate {
  (data: unknown): boolean;
  errors?: { instancePath: string; keyword: string; message?: string; params: object }[] | null;
}

const schemas = new Map<string, Validate>(
  Object.entries({
    'v1 ConfigMap': configMap,
    'v1 Namespace': namespace,
    'v1 PersistentVolumeClaim': claim,
    'v1 Secret': secret,
    'v1 Service': service,
    'apps/v1 Deployment': deployment,
    'apps/v1 StatefulSet': statefulSet,
    'autoscaling/v2 HorizontalPodAutoscaler': autoscaler,
    'batch/v1 CronJob': cronJob,
    'batch/v1 Job': job,
    'networking.k8s.io/v1 Ingress': ingress,
    'networking.k8s.io/v1 NetworkPolicy': networkPolicy,
    'policy/v1 PodDisruptionBudget': disruptionBudget,
  }) as [string, Validate][],
);

/**
 * What Kubernetes' own schema finds wrong with an object, unknown fields among it. The published validators let those pass, so it is
 * watched which fields they ask for: one that they never do is not in the schema.
 */
export function schemaComplaints(object: KubernetesObject): string[] {
  const kind = `${object.apiVersion} ${object.kind}`;
  const validate = kind === SERVICE_MONITOR ? validateServiceMonitor : schemas.get(kind);
  if (!validate) return [`${kind} is not one of ${[...schemas.keys(), SERVICE_MONITOR].join(', ')}`];
  const asked = new Map<object, Set<string>>();
  const wrong = validate(watched(object, asked)) ? [] : (validate.errors ?? []);
  return [
    ...wrong.map(({ instancePath, keyword, message, params }) => `${instancePath || '/'} ${message ?? keyword} ${JSON.stringify(params)}`),
    ...unasked(object, asked, '').map((path) => `${path} is not a field that ${object.kind} has`),
  ].map((complaint) => `${object.kind} ${object.metadata.name}: ${complaint}`);
}

const SERVICE_MONITOR = 'monitoring.coreos.com/v1 ServiceMonitor';

/** The package of the operator shows its classes alone; making one would copy, and so ask for, every field. */
const validateServiceMonitor: Validate = (data) => {
  try {
    ServiceMonitor.prototype.validate.call(data as ServiceMonitor);
    return true;
  } catch (error) {
    validateServiceMonitor.errors = [{ instancePath: '', keyword: 'schema', message: (error as Error).message, params: {} }];
    return false;
  }
};

function watched(value: unknown, asked: Map<object, Set<string>>): unknown {
  if (value === null || typeof value !== 'object') return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'string') asked.set(target, (asked.get(target) ?? new Set()).add(key));
      return watched(Reflect.get(target, key), asked);
    },
  });
}

function unasked(value: unknown, asked: Map<object, Set<string>>, path: string): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    asked.get(value)?.has(key) ? unasked(inner, asked, `${path}/${key}`) : [`${path}/${key}`],
  );
}
