import type { WebCommand } from './dependencies.ts';

/** The page's menu: commands as people can type them, too. */
export const WEB_COMMANDS: readonly WebCommand[] = [
  { name: 'menu', label: { vi: 'Menu', en: 'Menu' } },
  { name: 'tongquan', label: { vi: 'Tổng quan', en: 'Overview' } },
  { name: 'trogiup', label: { vi: 'Trợ giúp', en: 'Help' } },
];
