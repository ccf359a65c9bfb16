/**
 * Finds SQL that is put together from anything but texts of the source itself. A statement passes when it is a literal, a
 * constant made of such, a choice between such, or the call of a function whose every result is one; values travel as
 * parameters. What the compiler knows to be one of a few literal texts passes too.
 */
import path from 'node:path';
import ts from 'typescript';

/** Functions that make SQL of names out of the source, or escape what they are given. */
const TRUSTED_MAKERS: ReadonlySet<string> = new Set(['setList', 'escapeIdentifier', 'escapeLiteral']);
const RAW: ReadonlySet<string> = new Set(['query', 'executeSql']);
const CLAUSES =
  /^(select|addSelect|where|andWhere|orWhere|having|andHaving|orHaving|orderBy|addOrderBy|groupBy|addGroupBy|from|(left|inner)Join(AndSelect|AndMapOne|AndMapMany)?)$/;
const WRITES: ReadonlySet<string> = new Set(['update', 'insert', 'upsert', 'set', 'values']);

/** A statement that may hold a text from outside. */
export interface BuiltSql {
  /** `libs/payouts/src/find-payouts.ts:42`, from the folder of the program. */
  readonly at: string;
  readonly source: string;
}

/**
 * @param files what to search; they are compiled together
 * @param options the compiler's, as the project has them
 * @param trusted files that hand over the statements of a library
 */
export function findBuiltSql(
  files: readonly string[],
  options: ts.CompilerOptions,
  trusted: ReadonlySet<string> = new Set(),
): { found: BuiltSql[]; statements: number } {
  const program = ts.createProgram([...files], { ...options, noEmit: true });
  const search = new Search(program.getTypeChecker());
  const wanted = new Set(files.map((file) => path.resolve(file)));
  for (const file of program.getSourceFiles()) {
    if (wanted.has(path.resolve(file.fileName)) && !trusted.has(path.relative('.', file.fileName))) search.visit(file);
  }
  // what comes in by a parameter is judged where the function is called, and that may be a parameter again
  for (let known = -1; known < search.handedOn; ) {
    known = search.handedOn;
    for (const file of program.getSourceFiles()) {
      if (wanted.has(path.resolve(file.fileName))) search.visitCallers(file);
    }
  }
  return { found: search.found, statements: search.statements };
}

/** Parameters of a function that is being looked into, with what its caller gives. */
type Given = ReadonlyMap<ts.Symbol, boolean>;
const NOTHING: Given = new Map();

class Search {
  readonly found: BuiltSql[] = [];
  /** Parameters that become SQL: of a function, their numbers. */
  readonly #handedOn = new Map<ts.Symbol, Set<number>>();
  readonly #judged = new Set<ts.Node>();
  readonly #looking = new Set<ts.Node>();

  constructor(readonly checker: ts.TypeChecker) {}

  get statements(): number {
    return this.#judged.size;
  }

  get handedOn(): number {
    return this.#handedOn.size;
  }

  visit(node: ts.Node): void {
    if (ts.isCallExpression(node)) for (const statement of this.#statementsOf(node)) this.#judge(statement);
    node.forEachChild((child) => this.visit(child));
  }

  visitCallers(node: ts.Node): void {
    if (ts.isCallExpression(node)) {
      const callee = this.#symbolOf(node.expression);
      for (const at of (callee && this.#handedOn.get(callee)) ?? []) {
        const statement = node.arguments[at];
        if (statement) this.#judge(statement);
      }
    }
    node.forEachChild((child) => this.visitCallers(child));
  }

  /** The arguments of a call that PostgreSQL is going to read. */
  #statementsOf(call: ts.CallExpression): ts.Expression[] {
    if (!ts.isPropertyAccessExpression(call.expression)) return [];
    const { name, expression: receiver } = call.expression;
    const [first] = call.arguments;
    if (first === undefined) return [];
    if (RAW.has(name.text)) return [first];
    const type = this.checker.getTypeAtLocation(receiver);
    const isBuilder = /QueryBuilder/.test(type.getSymbol()?.name ?? '');
    if (isBuilder && CLAUSES.test(name.text)) return ts.isArrowFunction(first) ? [] : [first];
    if (WRITES.has(name.text) && (isBuilder || /EntityManager|Repository/.test(type.getSymbol()?.name ?? '')))
      return call.arguments.flatMap(rawValues);
    return [];
  }

  #judge(statement: ts.Expression): void {
    if (this.#judged.has(statement)) return;
    this.#judged.add(statement);
    if (this.#isConstant(statement, NOTHING)) return;
    const file = statement.getSourceFile();
    const line = file.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
    this.found.push({ at: `${path.relative('.', file.fileName)}:${line}`, source: statement.getText().slice(0, 120) });
  }

  /**
   * A parameter of a function that only this class or file can call is the business of its callers. Whatever else is called
   * may be called by a framework, with what a request says.
   */
  #isHandedOn(declaration: ts.Declaration): boolean {
    if (!ts.isParameter(declaration)) return false;
    const owner = declaration.parent;
    if (!ts.isFunctionDeclaration(owner) && !ts.isMethodDeclaration(owner)) return false;
    const marks = ts.getCombinedModifierFlags(owner);
    const isOwn = ts.isMethodDeclaration(owner)
      ? (marks & ts.ModifierFlags.Private) !== 0 || ts.isPrivateIdentifier(owner.name)
      : (marks & ts.ModifierFlags.Export) === 0;
    const named = isOwn && owner.name ? this.#symbolOf(owner.name) : undefined;
    if (named === undefined) return false;
    const numbers = this.#handedOn.get(named) ?? new Set<number>();
    this.#handedOn.set(named, numbers.add(owner.parameters.indexOf(declaration)));
    return true;
  }

  #isConstant(node: ts.Expression, given: Given): boolean {
    if (this.#looking.has(node)) return false;
    this.#looking.add(node);
    try {
      return this.#isLiteral(node) || this.#isMadeOfConstants(node, given);
    } finally {
      this.#looking.delete(node);
    }
  }

  /** One of a few texts, says the compiler. */
  #isLiteral(node: ts.Expression): boolean {
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return true;
    const type = this.checker.getTypeAtLocation(node);
    const members = type.isUnion() ? type.types : [type];
    return members.every((member) => member.isStringLiteral() || member.isNumberLiteral());
  }

  #isMadeOfConstants(node: ts.Expression, given: Given): boolean {
    const all = (parts: readonly ts.Expression[]) => parts.every((part) => this.#isConstant(part, given));
    if (ts.isTemplateExpression(node)) return all(node.templateSpans.map((span) => span.expression));
    if (ts.isBinaryExpression(node)) return all([node.left, node.right]);
    if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
    if (ts.isArrayLiteralExpression(node)) return all(node.elements);
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSpreadElement(node) ||
      ts.isAwaitExpression(node)
    )
      return this.#isConstant(node.expression, given);
    if (ts.isObjectLiteralExpression(node)) return this.#hasConstantText(node, given);
    if (ts.isCallExpression(node)) return this.#givesConstant(node, given);
    if (ts.isPropertyAccessExpression(node) && this.#comesFromTrustedMaker(node.expression)) return true;
    return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) ? this.#namesConstant(node, given) : false;
  }

  /** `{ ...STATEMENT, values }`, `{ text: '...', values }` and the order `{ 'payout.id': 'DESC' }` */
  #hasConstantText(node: ts.ObjectLiteralExpression, given: Given): boolean {
    const texts = node.properties.flatMap((property) => {
      if (ts.isSpreadAssignment(property)) return [property.expression];
      if (ts.isPropertyAssignment(property) && property.name.getText() === 'text') return [property.initializer];
      return ts.isShorthandPropertyAssignment(property) && property.name.text === 'text' ? [property.name] : [];
    });
    if (texts.length > 0) return texts.every((text) => this.#isConstant(text, given));
    return node.properties.every(
      (property) =>
        ts.isPropertyAssignment(property) &&
        !ts.isComputedPropertyName(property.name) &&
        this.#isConstant(property.initializer, given),
    );
  }

  #comesFromTrustedMaker(node: ts.Expression): boolean {
    if (ts.isCallExpression(node)) return TRUSTED_MAKERS.has(nameOf(node.expression));
    const declaration = this.#symbolOf(node)?.valueDeclaration;
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      this.#comesFromTrustedMaker(declaration.initializer)
    );
  }

  #namesConstant(node: ts.Identifier | ts.PropertyAccessExpression, given: Given): boolean {
    const symbol = this.#symbolOf(node);
    if (symbol === undefined) return false;
    const known = given.get(symbol);
    if (known !== undefined) return known;
    const declaration = symbol.valueDeclaration;
    if (declaration === undefined) return false;
    if (ts.isParameter(declaration)) return this.#isHandedOn(declaration);
    if (ts.isPropertyAssignment(declaration)) return this.#isConstant(declaration.initializer, given);
    if (!ts.isVariableDeclaration(declaration) || (declaration.parent.flags & ts.NodeFlags.Const) === 0) return false;
    const loop = declaration.parent.parent;
    if (ts.isForOfStatement(loop)) return this.#isConstant(loop.expression, given);
    return declaration.initializer !== undefined && this.#isConstant(declaration.initializer, given);
  }

  /** A call that can only give constants, with what it is given here. */
  #givesConstant(call: ts.CallExpression, given: Given): boolean {
    if (TRUSTED_MAKERS.has(nameOf(call.expression))) return true;
    const made = this.#functionOf(call.expression);
    if (made?.body === undefined) return false;
    const inside = new Map(given);
    made.parameters.forEach((parameter, index) => {
      const symbol = this.#symbolOf(parameter.name);
      const argument = call.arguments[index] ?? parameter.initializer;
      if (symbol && argument) inside.set(symbol, this.#isConstant(argument, given));
    });
    const results = resultsOf(made.body);
    return results.length > 0 && results.every((result) => this.#isConstant(result, inside));
  }

  #functionOf(callee: ts.Expression): ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression | undefined {
    const declaration = this.#symbolOf(callee)?.valueDeclaration;
    if (declaration === undefined) return undefined;
    if (ts.isFunctionDeclaration(declaration)) return declaration;
    const made = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return made && (ts.isArrowFunction(made) || ts.isFunctionExpression(made)) ? made : undefined;
  }

  #symbolOf(node: ts.Node): ts.Symbol | undefined {
    const symbol = this.checker.getSymbolAtLocation(node);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** What a write takes for SQL: `{ resultAt: () => 'now()' }` */
function rawValues(argument: ts.Expression): ts.Expression[] {
  if (ts.isAsExpression(argument)) return rawValues(argument.expression);
  if (!ts.isObjectLiteralExpression(argument)) return [];
  return argument.properties.flatMap((property) => {
    const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
    return value && ts.isArrowFunction(value) ? resultsOf(value.body) : [];
  });
}

function nameOf(callee: ts.Expression): string {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
}

function resultsOf(body: ts.ConciseBody): ts.Expression[] {
  if (!ts.isBlock(body)) return [body];
  const results: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) results.push(node.expression);
    if (!ts.isFunctionLike(node)) node.forEachChild(look);
  };
  look(body);
  return results;
}
