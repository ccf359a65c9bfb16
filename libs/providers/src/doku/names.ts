/** A name in the two parts that a transfer asks for. */
export interface NameParts {
  readonly first: string;
  readonly last: string;
}

/**
 * `FHILEA HERMANUS` is FHILEA and HERMANUS; a single name, as many Indonesians have it, is both. For the parts only: the
 * whole name is sent as the inquiry told it.
 */
export function splitName(name: string): NameParts {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  return { first, last: rest.length > 0 ? rest.join(' ') : first };
}
