import { containersOf, named, ofKind, podsOf, selects, type KubernetesObject } from '../objects.js';
import { bytesOf } from './quantity.js';
import type { Check } from './check.js';

/** Every service has an autoscaler and a disruption budget that mean it; in production there are two pods of each at least. */
export const scaling: Check = ({ overlay, objects }) => {
  const services = ofKind(objects, 'Deployment');
  const isProduction = overlay !== 'overlays/dev';
  return [
    ...services.flatMap(({ metadata: { name }, spec }) => {
      const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find((one) => one.spec.scaleTargetRef.name === name);
      const budget = ofKind(objects, 'PodDisruptionBudget').find((one) => selects(one.spec.selector, spec.template.metadata.labels));
      return [
        ...(scaler ? [] : [`Deployment ${name}: has no autoscaler`]),
        ...(budget ? [] : [`Deployment ${name}: has no disruption budget`]),
        ...(spec.replicas === undefined ? [] : [`Deployment ${name}: replicas are the autoscaler's`]),
        ...(!isProduction || scaler === undefined || scaler.spec.minReplicas >= 2
          ? []
          : [`Deployment ${name}: must have two pods at least`]),
      ];
    }),
    ...ofKind(objects, 'HorizontalPodAutoscaler').flatMap(({ metadata, spec }) => [
      ...(named(objects, spec.scaleTargetRef.kind, spec.scaleTargetRef.name)
        ? []
        : [`HorizontalPodAutoscaler ${metadata.name}: there is no ${spec.scaleTargetRef.name}`]),
      ...(spec.minReplicas <= spec.maxReplicas ? [] : [`HorizontalPodAutoscaler ${metadata.name}: minReplicas are above maxReplicas`]),
    ]),
    ...ofKind(objects, 'PodDisruptionBudget').flatMap((budget) => budgetLeavesOne(budget, objects)),
    ...ofKind(objects, 'StatefulSet').flatMap(({ metadata: { name }, spec }) =>
      isProduction && spec.replicas < 3 ? [`StatefulSet ${name}: must have three pods, for a quorum`] : [],
    ),
    ...containersOf(objects).flatMap(({ where, container: { env, resources } }) => {
      const workers = env?.find(({ name }) => name === 'SODALITE_WORKERS')?.value;
      const limit = resources?.limits?.cpu;
      if (workers === undefined || limit === undefined || Number(workers) <= Math.ceil(bytesOf(limit))) return [];
      return [`${where}: ${workers} workers on ${limit} processors`];
    }),
  ];
};

function budgetLeavesOne({ metadata, spec }: KubernetesObject, objects: readonly KubernetesObject[]): string[] {
  if (!podsOf(objects).some(({ labels }) => selects(spec.selector, labels)))
    return [`PodDisruptionBudget ${metadata.name}: its selector matches no pod`];
  return spec.maxUnavailable === 1 ? [] : [`PodDisruptionBudget ${metadata.name}: maxUnavailable must be 1`];
}
