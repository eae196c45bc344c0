import {
  append,
  appendResult,
  get,
  getResult,
  keyNotFound,
  put,
  putOk,
  unitTest,
  type LabTests,
} from '../../testing.js';

/** Part 1: the key-value store alone. */
export const kvstoreTests: LabTests = {
  // Basic key-value operations
  '1.1': unitTest((bench) => {
    const store = bench.application('KVStore');
    store.check(get('city'), keyNotFound());
    store.check(put('city', 'Ulm'), putOk());
    store.check(append('city', '+'), appendResult('Ulm+'));
    store.check(append('city', '+'), appendResult('Ulm++'));
    store.check(append('river', 'Danube'), appendResult('Danube'));
    store.check(put('river', 'Iller'), putOk());
    store.check(get('river'), getResult('Iller'));
    store.check(put('', 'an empty key'), putOk());
    store.check(get(''), getResult('an empty key'));
    store.check(get('city'), getResult('Ulm++'));
    const long = '0123456789'.repeat(100);
    store.check(put('long', long), putOk());
    store.check(get('long'), getResult(long));
  }),
};
