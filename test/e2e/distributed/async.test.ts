process.env.SODALITE_E2E = 'distributed';
await import('../async.test.js');
