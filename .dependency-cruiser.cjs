/**
 * The floors of the house: an import only ever points down, and there is no circle.
 * 0 faults workers proto · 1 fits wcs region storage kernels · 2 products render ivoa · 3a ops, web · 3b access · 3c bus · 3d catalog jobs · 3e host · 4 apps
 */
const floors = [
  ['faults', 'workers', 'proto'],
  ['fits', 'wcs', 'region', 'storage', 'kernels'],
  ['products', 'render', 'ivoa'],
  ['ops'],
  ['web'],
  ['access'],
  ['bus'],
  ['catalog', 'jobs'],
  ['host'],
];

/** Neighbours that may be seen from beside, each with its reason in the README line of the lib that imports. */
const sideways = { storage: ['fits'] };

const path = (names) => `^libs/(${names.join('|')})/`;
const rules = floors.flatMap((names, floor) =>
  names.map((name) => {
    const below = floors.slice(0, floor).flat();
    return {
      name: `floor-of-${name}`,
      comment: `libs/${name} may import from below only`,
      severity: 'error',
      from: { path: `^libs/${name}/` },
      to: { path: '^(libs|apps)/', pathNot: path([name, ...below, ...(sideways[name] ?? [])]) },
    };
  }),
);

module.exports = {
  forbidden: [
    ...rules,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-app-to-app',
      comment: 'an app never imports another app; standalone is the one that assembles them',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'surface-only',
      comment: 'a lib is entered by its index.ts',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/$2/'] },
    },
    {
      name: 'pure-floors',
      comment: 'no NestJS, no HTTP server below floor 3',
      severity: 'error',
      from: { path: '^libs/(faults|workers|proto|fits|wcs|region|storage|kernels|products|render|ivoa)/', pathNot: '\\.test\\.ts$' },
      to: { path: ['^@nestjs/', '^fastify', 'node_modules/(@nestjs|fastify)', '^(node:)?https?$'] },
    },
    {
      name: 'proto-imports-nothing',
      severity: 'error',
      from: { path: '^libs/proto/' },
      to: { path: '^(apps|libs)/', pathNot: '^libs/proto/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/|^libs/[^/]+/assembly/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['types', 'import', 'default'],
      exportsFields: ['exports'],
    },
  },
};
