import {
  type ArrowFunctionExpression,
  type Expression,
  type Function as FunctionNode,
  type Program,
  Visitor,
} from 'oxc-parser';
import { placeOf, type SourceFile } from './source-files.ts';

/** A function with its size; `name` only where it has one of its own. */
export interface FunctionSize {
  place: string;
  name: string | undefined;
  lines: number;
  parameters: number;
}

/** Every function of a file. */
export function functionsIn(file: SourceFile): FunctionSize[] {
  const names = namesOfFunctions(file.program);
  const functions: FunctionSize[] = [];
  const measure = (node: FunctionNode | ArrowFunctionExpression) => {
    if (node.body === null) return;
    functions.push({
      place: placeOf(file, node.start),
      name: names.get(node.start),
      lines: file.lineAt(node.end) - file.lineAt(node.start) + 1,
      parameters: node.params.length,
    });
  };
  const visitor = new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  });
  visitor.visit(file.program);
  return functions;
}

/** Names by where the function begins. */
function namesOfFunctions(program: Program): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const note = (value: { type: string; start: number } | null, name: string) => {
    if (value?.type === 'FunctionExpression' || value?.type === 'ArrowFunctionExpression') {
      names.set(value.start, name);
    }
  };
  const visitor = new Visitor({
    FunctionDeclaration: (node) => void names.set(node.start, node.id?.name ?? 'default'),
    VariableDeclarator: (node) => node.id.type === 'Identifier' && note(node.init, node.id.name),
    Property: (node) => note(node.value, nameOfKey(node.key)),
    MethodDefinition: (node) => note(node.value, nameOfKey(node.key)),
    PropertyDefinition: (node) => note(node.value, nameOfKey(node.key)),
  });
  visitor.visit(program);
  return names;
}

/** Name of a property, however it is written. */
export function nameOfKey(key: { type: string; name?: unknown; value?: unknown }): string {
  if (key.type === 'Literal') return String(key.value);
  return typeof key.name === 'string' ? key.name : `(${key.type})`;
}

/** A module that a file names, in an import, an export … from, or a type. */
export interface Import {
  specifier: string;
  place: string;
  /** Gone at run time. */
  isType: boolean;
}

/** Everything that a file imports. */
export function importsIn(file: SourceFile): Import[] {
  const imports: Import[] = [];
  const note = (source: Expression | null, isType: boolean) => {
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
    imports.push({ specifier: source.value, place: placeOf(file, source.start), isType });
  };
  const visitor = new Visitor({
    ImportDeclaration: (node) =>
      note(
        node.source,
        node.importKind === 'type' ||
          (node.specifiers.length > 0 &&
            node.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type')),
      ),
    ExportNamedDeclaration: (node) => note(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => note(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => note(node.source, false),
    TSImportType: (node) => note(node.source, true),
  });
  visitor.visit(file.program);
  return imports;
}

/** All texts that an expression can have, as far as they stand in it: `a ? 'x' : 'y'` has two. */
export function literalsIn(expression: { type: string } | null | undefined): string[] {
  const node = expression as Expression | null | undefined;
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'ConditionalExpression':
      return [...literalsIn(node.consequent), ...literalsIn(node.alternate)];
    case 'LogicalExpression':
      return [...literalsIn(node.left), ...literalsIn(node.right)];
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return literalsIn(node.expression);
    default:
      return [];
  }
}
