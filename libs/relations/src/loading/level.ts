import { type ObjectLiteral } from 'typeorm';
import { type Selected } from './selection.js';

/** Parents, and a relation to load for them. */
export interface Step {
  parents: readonly ObjectLiteral[];
  selected: Selected;
}

export const relatedTo = (parent: ObjectLiteral, { relation }: Selected): unknown =>
  relation.getEntityValue(parent) as unknown;

/** What a step's relation leads to: the parents of the next level, each once. */
const targetsOf = ({ parents, selected }: Step): ObjectLiteral[] => {
  const targets = new Set<ObjectLiteral>();
  for (const parent of parents) {
    const related = relatedTo(parent, selected) as
      ObjectLiteral | ObjectLiteral[] | null | undefined;
    for (const target of [related ?? []].flat()) targets.add(target);
  }
  return [...targets];
};

/** The steps that follow, once those of a level are done. */
export const nextLevel = (level: readonly Step[]): Step[] =>
  level
    .filter(({ selected }) => selected.children.length > 0)
    .flatMap((step) => {
      const parents = targetsOf(step);
      return step.selected.children.map((selected) => ({ parents, selected }));
    });
