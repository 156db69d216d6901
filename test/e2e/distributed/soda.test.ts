process.env.SODALITE_E2E = 'distributed';
await import('../soda.test.js');
