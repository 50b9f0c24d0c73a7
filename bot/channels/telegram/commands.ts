import type { Language } from '../../../flows/forms/definition.ts';

/** An entry of the menu that Telegram shows beside the text field. */
export interface TelegramCommand {
  /** `a`–`z`, digits and `_`, at most 32; understood as if it were typed. */
  command: string;
  description: string;
}

/** The menu in each language: everything in it can be typed as well. */
export const TELEGRAM_COMMANDS: Readonly<Record<Language, readonly TelegramCommand[]>> = {
  vi: [
    { command: 'start', description: 'Bắt đầu hoặc làm tiếp' },
    { command: 'tongquan', description: 'Tổng quan bản tự kiểm điểm' },
    { command: 'ngonngu', description: 'Ngôn ngữ · Language' },
    { command: 'trogiup', description: 'Trợ giúp' },
    { command: 'riengtu', description: 'Quyền riêng tư' },
    { command: 'dulieu', description: 'Dữ liệu của tôi' },
    { command: 'xoa', description: 'Xóa dữ liệu của tôi' },
  ],
  en: [
    { command: 'start', description: 'Start or continue' },
    { command: 'overview', description: 'Overview of the self-review' },
    { command: 'language', description: 'Language · Ngôn ngữ' },
    { command: 'help', description: 'Help' },
    { command: 'privacy', description: 'Privacy' },
    { command: 'data', description: 'My data' },
    { command: 'erase', description: 'Erase my data' },
  ],
};
