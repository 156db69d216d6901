process.env.SODALITE_E2E = 'distributed';
await import('../damage.test.js');
