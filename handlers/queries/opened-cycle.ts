import { LRUCache } from 'lru-cache';
import { compileForm, findForm, flowVersion, type Subject } from '../../flows/forms/compile.ts';
import type { Flow } from '../../flows/forms/definition.ts';
import type { Pack } from '../../flows/packs/schema.ts';
import type { Cycle } from '../../models/review/cycle.ts';
import { packOf } from './load-subject.ts';

/** A cycle with its packs and flows, each read or compiled when it is first used. */
export interface OpenedCycle {
  cycle: Cycle;
  packOf(version: string): Pack;
  /** The flow of the subject's self-review; undefined if no form of the pack asks them. */
  flowOf(pack: Pack, subject: Subject): Flow | undefined;
}

/** The most flows that are cached. People with the same roles and no items of their own share one flow. */
const MOST_FLOWS = 500;

export function openCycle(cycle: Cycle): OpenedCycle {
  const packs = new Map<string, Pack>();
  const flows = new LRUCache<string, Flow>({ max: MOST_FLOWS });
  return {
    cycle,
    packOf(version) {
      const pack = packs.get(version) ?? packOf(cycle, version);
      packs.set(version, pack);
      return pack;
    },
    flowOf(pack, subject) {
      const form = findForm(pack, { becomes: 'self-review', roles: subject.roles });
      if (form === undefined) return undefined;
      const version = flowVersion(pack, { form, subject });
      const flow = flows.get(version) ?? compileForm(pack, { form, subject });
      flows.set(version, flow);
      return flow;
    },
  };
}
