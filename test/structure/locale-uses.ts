import { type Argument, type Expression, type NewExpression, Visitor } from 'oxc-parser';
import { PACK_ISSUE_CODES } from '../../flows/packs/issues.ts';
import { COMMANDS } from '../../handlers/commands/catalogue.ts';
import { FORMS } from '../../handlers/forms/catalogue.ts';
import type { Form } from '../../handlers/forms/form.ts';
import { ISSUE_CODES } from '../../handlers/import/table.ts';
import { SCREEN_NAMES, SCREENS } from '../../handlers/screens/catalogue.ts';
import type { Screen } from '../../handlers/screens/screen.ts';
import { WORDS } from '../../handlers/talk/vocabulary.ts';
import { FORM_WORDS_IN_MENU } from '../../handlers/talk/words.ts';
import { FORM_SAYINGS } from '../../handlers/words/context.ts';
import { PRODUCT, placeOf, type SourceFile, sourcesIn } from './source-files.ts';
import { literalsIn, nameOfKey } from './syntax.ts';

/** A key that code speaks; `*` stands for what is only known when it runs. */
export interface Use {
  key: string;
  place: string;
}

const KEY = /^(chat|words|errors|terminal|pack|import|workbook):\S+$/;

/** Keys that are made from codes. The codes are listed here, so that each key is checked. */
const CATALOGUES: Readonly<Record<string, () => Use[]>> = {
  'errors:*': () =>
    errorCodes().flatMap(({ codes, place }) => codes.map((code) => ({ key: `errors:${code}`, place }))),
  'terminal:*': () => sourcesIn('bot').flatMap(terminalUses),
  'chat:problems.*': () => [...sourcesIn('flows'), ...sourcesIn('handlers')].flatMap(problemUses),
  'pack:issues.*': () => listed('pack:issues.', PACK_ISSUE_CODES),
  'import:issues.*': () => listed('import:issues.', ISSUE_CODES),
  'chat:menu.*.command': () => menuUses('command'),
  'chat:menu.*.description': () => menuUses('description'),
  'chat:refusals.*': () => listed('chat:refusals.', refusalsOfDrafts()),
  'chat:forms.*.*': () => listed('chat:forms.', sayingsOfForms()),
  'words:*': () => listed('words:', WORDS),
};

const written = sourcesIn(...PRODUCT).flatMap(writtenUses);

/** Every key that the product can speak. */
export const USES: readonly Use[] = [
  ...written.filter(({ key }) => !(key in CATALOGUES)),
  ...Object.values(CATALOGUES).flatMap((uses) => uses()),
];

/** Keys made from a code that nothing speaks. */
export const SILENT_CATALOGUES = Object.keys(CATALOGUES).filter(
  (pattern) => !written.some(({ key }) => key === pattern),
);

/** A pattern for the keys of a use. */
export function patternOf(use: Use): RegExp {
  const parts = use.key.split('*').map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('[^.:]+')}$`);
}

/** `namespace:path` in a string or a template. */
function writtenUses(file: SourceFile): Use[] {
  const uses: Use[] = [];
  const note = (key: string, start: number) => {
    if (KEY.test(key)) uses.push({ key: key.replace(/\.\d+$/, ''), place: placeOf(file, start) });
  };
  const visitor = new Visitor({
    Literal: (node) => typeof node.value === 'string' && note(node.value, node.start),
    TemplateLiteral: (node) => note(textOfTemplate(node), node.start),
  });
  visitor.visit(file.program);
  return uses;
}

function textOfTemplate(node: { quasis: readonly { value: { cooked: string | null } }[] }): string {
  return node.quasis.map((quasi) => quasi.value.cooked).join('*');
}

/** `terminal.say('key')`, `terminal.note('key')`, `terminal.text('key')` and `report({ key: 'key' })`. */
function terminalUses(file: SourceFile): Use[] {
  const uses: Use[] = [];
  const note = (argument: Argument | undefined) => {
    for (const key of keysIn(argument)) {
      uses.push({ key: `terminal:${key}`, place: placeOf(file, argument?.start ?? 0) });
    }
  };
  const visitor = new Visitor({
    CallExpression: ({ callee, arguments: [first] }) => {
      const name = nameOfCallee(callee);
      if (/(^|\.)terminal\.(say|note|text)$/.test(name)) note(first);
      if (/(^|\.)report$/.test(name)) note(fieldOf(first, 'key'));
    },
  });
  visitor.visit(file.program);
  return uses;
}

function keysIn(node: Argument | undefined): string[] {
  return node?.type === 'TemplateLiteral' ? [textOfTemplate(node)] : literalsIn(node);
}

function fieldOf(node: Argument | undefined, field: string): Expression | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  return node.properties.flatMap((one) =>
    one.type === 'Property' && nameOfKey(one.key) === field ? [one.value] : [],
  )[0];
}

function nameOfCallee(node: Expression): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression') return '';
  return `${nameOfCallee(node.object)}.${nameOfKey(node.property)}`;
}

/** Codes of the problems that flows and handlers tell; those of files have types of their own. */
function problemUses(file: SourceFile): Use[] {
  if (/^(flows\/(packs|forms)|handlers\/import)\//.test(file.path)) return [];
  const field = file.path.startsWith('flows/') ? 'code' : 'problem';
  const uses: Use[] = [];
  const visitor = new Visitor({
    Property: (node) => {
      if (nameOfKey(node.key) !== field) return;
      const place = placeOf(file, node.start);
      uses.push(...literalsIn(node.value).map((code) => ({ key: `chat:problems.${code}`, place })));
    },
  });
  visitor.visit(file.program);
  return uses;
}

/** The codes of every `new AppError(…)`; none where a code cannot be read off. */
export function errorCodes(): { codes: string[]; place: string }[] {
  return sourcesIn(...PRODUCT).flatMap((file) => {
    const errors: NewExpression[] = [];
    const visitor = new Visitor({
      NewExpression: (node) => {
        if (node.callee.type === 'Identifier' && node.callee.name === 'AppError') errors.push(node);
      },
    });
    visitor.visit(file.program);
    return errors.map((node) => ({ codes: literalsIn(node.arguments[0]), place: placeOf(file, node.start) }));
  });
}

function menuUses(part: string): Use[] {
  const screens = SCREEN_NAMES.filter((name) => (SCREENS[name] as Screen).inMenu === true);
  const words = [...FORM_WORDS_IN_MENU, ...screens];
  return listed(
    'chat:menu.',
    words.map((word) => `${word}.${part}`),
  );
}

/** The reasons for which an act in a draft may be refused. */
function refusalsOfDrafts(): string[] {
  const names = Object.values<Form>(FORMS).flatMap(({ commands }) =>
    Object.values(commands).map(({ name }) => name),
  );
  const told = COMMANDS.filter(({ name }) => names.includes(name));
  return ['not-allowed', 'content-lost', ...told.flatMap(({ refusals }) => refusals)];
}

/** What every form says in its own words; of a withdrawal only those that can be withdrawn. */
function sayingsOfForms(): string[] {
  return Object.entries<Form>(FORMS).flatMap(([form, { commands }]) =>
    FORM_SAYINGS.filter((name) => !name.startsWith('withdrawn') || commands.withdraw !== undefined).map(
      (name) => `${form}.${name}`,
    ),
  );
}

function listed(start: string, codes: readonly string[]): Use[] {
  return codes.map((code) => ({ key: `${start}${code}`, place: 'the list of codes' }));
}
