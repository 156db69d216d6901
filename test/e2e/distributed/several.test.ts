process.env.SODALITE_E2E = 'distributed';
await import('../several.test.js');
