import { type EntityManager, type ObjectLiteral } from 'typeorm';
import { type Key, keyOf, Keys } from './keys.js';
import { nextLevel, relatedTo, type Step } from './level.js';
import { RelationError } from './relation-error.js';
import { type Row } from './row-shape.js';
import { type Selected } from './selection.js';
import { Naming } from './statement.js';
import { ToManyStatement } from './to-many.js';
import { Slot, ToOneStatement } from './to-one.js';

export interface LoadSettings {
  plain: boolean;
  /** Keys a statement sends at most. */
  keysPerStatement: number;
}

/** Where a parent's target will be found. */
type Promised = [parent: ObjectLiteral, position: number];

/** One call of the loader: level by level, so that the relations of a level share statements. */
export class Load {
  private readonly slots = new Map<Selected, Slot>();
  private readonly naming: Naming;

  constructor(
    private readonly manager: EntityManager,
    private readonly settings: LoadSettings,
  ) {
    this.naming = new Naming(manager.dataSource);
  }

  async run(roots: readonly ObjectLiteral[], selection: readonly Selected[]): Promise<void> {
    let level: Step[] = selection.map((selected) => ({ parents: roots, selected }));
    while (level.length > 0) {
      await this.load(level);
      level = nextLevel(level);
    }
  }

  private async load(level: readonly Step[]): Promise<void> {
    const open = level
      .map(({ parents, selected }) => ({
        selected,
        parents: parents.filter((parent) => relatedTo(parent, selected) === undefined),
      }))
      .filter(({ parents }) => parents.length > 0);
    const toMany = open.filter(({ selected }) => selected.toMany);
    const toOne = open.filter(({ selected }) => !selected.toMany);
    const loads = [
      () => this.loadToOne(toOne),
      ...toMany.map((step) => () => this.loadToMany(step)),
    ];
    // A transaction has one connection, which takes one statement at a time.
    if (this.manager.queryRunner === undefined) await Promise.all(loads.map((load) => load()));
    else for (const load of loads) await load();
  }

  private async loadToOne(steps: readonly Step[]): Promise<void> {
    const promised = steps.map((step) => ({ ...step, ...this.reserve(step) }));
    await this.fill([...this.slots.values()]);
    for (const { selected, slot, targets } of promised) {
      for (const [parent, position] of targets) {
        selected.relation.setEntityValue(parent, slot.found[position] ?? null);
      }
    }
  }

  /** Adds the parents' keys to those to be looked up. */
  private reserve({ parents, selected }: Step): { slot: Slot; targets: Promised[] } {
    const slot = this.slotOf(selected);
    const targets: Promised[] = [];
    for (const parent of parents) {
      const key = loadedKey(parent, selected);
      if (key === null) selected.relation.setEntityValue(parent, null);
      else targets.push([parent, this.reserveKey(slot, selected, key)]);
    }
    return { slot, targets };
  }

  /** With those of the target's relations that the same values lead to, such as its tenant. */
  private reserveKey(slot: Slot, selected: Selected, key: Key): number {
    const known = slot.keys.list.length;
    const position = slot.keys.add(key);
    if (position < known) return position;
    for (const child of selected.children) {
      const ahead = keyAhead(selected, child, key);
      if (ahead !== undefined) this.reserveKey(this.slotOf(child), child, ahead);
    }
    return position;
  }

  private slotOf(selected: Selected): Slot {
    const slot = this.slots.get(selected) ?? new Slot(selected);
    this.slots.set(selected, slot);
    return slot;
  }

  private async fill(slots: readonly Slot[]): Promise<void> {
    const open = slots.filter(({ missing }) => missing.length > 0);
    const most = Math.max(0, ...open.map(({ missing }) => missing.length));
    const size = this.settings.keysPerStatement;
    const parts: Map<Slot, (ObjectLiteral | null)[]>[] = [];
    for (let from = 0; from < most; from += size) {
      const { dataSource } = this.manager;
      const statement = new ToOneStatement(dataSource, this.naming, open, from, size);
      const rows = await this.manager.query<Row[]>(statement.sql(), statement.parameters);
      parts.push(statement.entities(rows, this.settings.plain));
    }
    for (const part of parts) for (const [slot, found] of part) slot.add(found);
  }

  private async loadToMany({ parents, selected }: Step): Promise<void> {
    const keys = new Keys();
    const targets: Promised[] = [];
    for (const parent of parents) {
      const key = loadedKey(parent, selected);
      if (key === null) selected.relation.setEntityValue(parent, []);
      else targets.push([parent, keys.add(key)]);
    }
    const found = await this.fetchMany(selected, keys.list);
    for (const [parent, position] of targets) {
      // A copy each: two parents of one key must not share an array.
      selected.relation.setEntityValue(parent, [...(found[position] ?? [])]);
    }
  }

  private async fetchMany(selected: Selected, keys: readonly Key[]): Promise<ObjectLiteral[][]> {
    const size = this.settings.keysPerStatement;
    let found: ObjectLiteral[][] = [];
    for (let from = 0; from < keys.length; from += size) {
      const part = keys.slice(from, from + size);
      const { dataSource } = this.manager;
      const statement = new ToManyStatement(dataSource, this.naming, selected, part);
      const rows = await this.manager.query<Row[]>(statement.sql(), statement.parameters);
      found = found.concat(statement.entities(rows, this.settings.plain));
    }
    return found;
  }
}

/**
 * The key that leads from a parent to what is related to it; null when it has none.
 * @throws RelationError `key_not_loaded`
 */
const loadedKey = (parent: ObjectLiteral, { route, path }: Selected): Key | null => {
  const key = keyOf(parent, route.from);
  const missing = key.indexOf(undefined);
  if (missing >= 0) {
    const name = route.from[missing]?.propertyPath ?? '';
    throw new RelationError(
      'key_not_loaded',
      path,
      `needs '${name}' of its parent, which is undefined`,
    );
  }
  return key.includes(null) ? null : key;
};

/** The key of a target's relation where the target's own key holds it; undefined where not. */
const keyAhead = (selected: Selected, child: Selected, key: Key): Key | undefined => {
  if (child.toMany || child.route.passage !== undefined || selected.route.passage !== undefined) {
    return undefined;
  }
  const held = selected.route.to.map(({ databaseName }) => databaseName);
  const positions = child.route.from.map(({ databaseName }) => held.indexOf(databaseName));
  return positions.includes(-1) ? undefined : positions.map((at) => key[at]);
};
