/**
 * Runs something while `Reflect` has the three metadata functions that the certificate library's dependency injection
 * asks for when it is loaded. They are taken away again afterwards, and nothing happens if a polyfill is there already.
 */
export async function withReflectMetadata<T>(run: () => Promise<T>): Promise<T> {
  if ('getMetadata' in Reflect) return run();
  const names = Object.keys(metadataFunctions);
  Object.assign(Reflect, metadataFunctions);
  try {
    return await run();
  } finally {
    for (const name of names) Reflect.deleteProperty(Reflect, name);
  }
}

const store = new WeakMap<object, Map<unknown, unknown>>();

const metadataFunctions = {
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const entries = store.get(target) ?? new Map<unknown, unknown>();
    entries.set(key, value);
    store.set(target, entries);
  },
  getOwnMetadata(key: unknown, target: object): unknown {
    return store.get(target)?.get(key);
  },
  getMetadata(key: unknown, target: object): unknown {
    for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
      const value = store.get(at)?.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  },
};
