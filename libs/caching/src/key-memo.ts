/** Enough for what is hot; forgetting all at once is cheaper than keeping an order. */
const mostKeys = 20_000;

type ByScope = Map<string, Map<string, string>>;

/**
 * Remembers built keys. A string built anew must be flattened and hashed before a Map can look it
 * up, which costs several times the look-up itself.
 */
export class KeyMemo {
  readonly #families = new Map<object, ByScope>();
  #size = 0;

  get(family: object, scope: string, id: string): string | undefined {
    return this.#families.get(family)?.get(scope)?.get(id);
  }

  set(family: object, scope: string, id: string, key: string): void {
    if (this.#size >= mostKeys) {
      this.#families.clear();
      this.#size = 0;
    }
    const scopes = place(this.#families, family, () => new Map<string, Map<string, string>>());
    place(scopes, scope, () => new Map<string, string>()).set(id, key);
    this.#size++;
  }
}

function place<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
