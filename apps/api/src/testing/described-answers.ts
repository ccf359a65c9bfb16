import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Described {
  readonly description: string;
  readonly content: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Described | { readonly $ref: string }>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Described>> };
}

interface GivenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

/** What the HTTP layer can answer before a route is found or its handler runs: true of every operation, so no operation lists it. */
const OF_THE_HTTP_LAYER = ['malformed_request', 'request_timeout', 'headers_too_large', 'not_found'];
const PROBLEM_TYPE = 'application/problem+json';

const DOCUMENT = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as ApiDocument;
/** One for all that a file starts: what it has compiled it remembers. */
const SCHEMAS = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(SCHEMAS);
SCHEMAS.addSchema(DOCUMENT, 'api');

/** Holds real answers against docs/openapi.json. */
export class DescribedAnswers {
  /** `operationId status` of all that was held against it so far. */
  readonly seen = new Set<string>();

  operations(): { operationId: string; method: string; path: string; statuses: number[] }[] {
    return Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, responses }]) => {
        return { operationId, method: method.toUpperCase(), path, statuses: Object.keys(responses).map(Number) };
      }),
    );
  }

  /** `operationId status` of every answer there is below a status. */
  allBelow(limit: number): string[] {
    return this.operations().flatMap(({ operationId, statuses }) =>
      statuses.filter((status) => status < limit).map((status) => `${operationId} ${status}`),
    );
  }

  /** In which ways something is not what a schema of the document describes. */
  differences(schema: string, value: unknown): string[] {
    return this.differencesAt(`components/schemas/${schema}`, value);
  }

  /** @throws Error naming every difference, but no value, between an answer and its description */
  hold(answer: GivenAnswer): void {
    const { method, path, status, contentType } = answer;
    const found = this.find(method, path);
    // Pages are not of the API.
    if (method === 'HEAD' || (!contentType.includes('json') && found === null)) return;
    const where = `${method} ${found?.template ?? path} answers ${status}`;
    if (contentType.startsWith(PROBLEM_TYPE)) this.expectToFit(where, 'components/schemas/Problem', answer.body);
    const code = (answer.body as { code?: string } | null)?.code ?? '';
    if (found === null) return;
    const response = found.operation.responses[status];
    const mayBeUntold = OF_THE_HTTP_LAYER.includes(code);
    if (response === undefined && mayBeUntold) return;
    if (response === undefined) throw new Error(`${where}, which is not described`);
    const { content, description, pointer } = this.resolve(
      response,
      `paths/${escaped(found.template)}/${found.method}`,
      status,
    );
    const type = contentType.split(';')[0] ?? '';
    if (content[type] === undefined) throw new Error(`${where} as ${type}, which is not described`);
    if (status >= 400 && !mayBeUntold && !description.includes(`\`${code}\``))
      throw new Error(`${where} ${code}, which is not described`);
    this.expectToFit(where, `${pointer}/content/${escaped(type)}/schema`, answer.body);
    this.seen.add(`${found.operation.operationId} ${status}`);
  }

  /** The same for a body that is sent to a client's endpoint. */
  holdWebhook(name: string, body: unknown): void {
    const pointer = `webhooks/${name}/post/requestBody/content/application~1json/schema`;
    this.expectToFit(`webhook ${name}`, pointer, body);
  }

  private expectToFit(where: string, pointer: string, body: unknown): void {
    const differences = this.differencesAt(pointer, body);
    if (differences.length === 0) return;
    throw new Error(`${where}, not as described: ${differences.join('; ')}. Is \`npm run gen\` due?`);
  }

  private differencesAt(pointer: string, value: unknown): string[] {
    const validate = SCHEMAS.getSchema(`api#/${pointer}`) as ValidateFunction;
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }

  private resolve(response: Operation['responses'][string], operation: string, status: number) {
    if (!('$ref' in response)) return { ...response, pointer: `${operation}/responses/${status}` };
    const name = response.$ref.split('/').at(-1) as string;
    return { ...(DOCUMENT.components.responses[name] as Described), pointer: `components/responses/${name}` };
  }

  private find(method: string, path: string) {
    const wanted = method.toLowerCase();
    const [pathname = ''] = path.split('?');
    for (const [template, methods] of Object.entries(DOCUMENT.paths)) {
      const operation = methods[wanted];
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
      if (operation !== undefined && pattern.test(pathname)) return { template, method: wanted, operation };
    }
    return null;
  }
}

/** As a part of a JSON pointer in a URI. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
