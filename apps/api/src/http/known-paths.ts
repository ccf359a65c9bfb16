/** Which methods each path of the service has, to distinguish a wrong method (405) from a wrong path (404). */
export class KnownPaths {
  private readonly paths = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  add(path: string, methods: string | readonly string[]): void {
    const known = this.paths.get(path) ?? { pattern: patternOf(path), methods: new Set<string>() };
    for (const method of [methods].flat()) known.methods.add(method);
    this.paths.set(path, known);
  }

  /** @returns the methods of a path; none when there is no such path */
  methodsOf(url: string): string[] {
    const path = url.split(/[?#]/, 1)[0] as string;
    const methods = [...this.paths.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((known) => [...known.methods]);
    return [...new Set(methods)].sort();
  }

  /** The methods that any path has. */
  allMethods(): string[] {
    return [...new Set([...this.paths.values()].flatMap(({ methods }) => [...methods]))].sort();
  }

  /** Every method of every path. */
  list(): { method: string; path: string }[] {
    return [...this.paths].flatMap(([path, { methods }]) => [...methods].map((method) => ({ method, path })));
  }
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => {
      if (part.startsWith(':')) return '[^/]+';
      return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
