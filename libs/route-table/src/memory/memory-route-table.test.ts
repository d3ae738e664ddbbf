import { describeRouteTable } from '../testing/compliance.js';
import { MemoryRouteTable } from './memory-route-table.js';

describeRouteTable('the route table in memory', async () => {
  const table = new MemoryRouteTable();
  return { table, other: table, forget: async () => table.forget() };
});
