process.env.SODALITE_E2E = 'distributed';
await import('../cube.test.js');
