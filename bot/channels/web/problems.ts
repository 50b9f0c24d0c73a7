import type { Text } from '../../../flows/forms/definition.ts';

/** Why the page's request was not taken: `error` is stable, `message` is for people. */
export interface Problem {
  status: number;
  error: string;
  message: Text;
}

/** Every refusal of the web channel. */
export const PROBLEMS = {
  malformed: {
    status: 400,
    error: 'malformed',
    message: {
      vi: 'Tin không đọc được nên chưa được lưu. Mời đồng chí tải lại trang rồi gửi lại.',
      en: 'The message could not be read and was not stored. Reload the page and send it again.',
    },
  },
  characters: {
    status: 400,
    error: 'characters',
    message: {
      vi: 'Tin có ký tự hỏng (ký tự rỗng hoặc nửa biểu tượng) nên chưa được lưu. Mời đồng chí xóa ký tự đó rồi gửi lại.',
      en: 'The message holds a broken character (a null or half a symbol) and was not stored. Remove it and send again.',
    },
  },
  tooLong: {
    status: 400,
    error: 'too-long',
    message: {
      vi: 'Tin dài quá 100.000 ký tự nên chưa được lưu. Mời đồng chí chia thành nhiều tin.',
      en: 'The message is longer than 100,000 characters and was not stored. Split it into several.',
    },
  },
  tooLarge: {
    status: 413,
    error: 'too-large',
    message: {
      vi: 'Tin quá lớn nên chưa được lưu. Mời đồng chí chia thành nhiều tin.',
      en: 'The message is too large and was not stored. Split it into several.',
    },
  },
  fileTooLarge: {
    status: 413,
    error: 'file-too-large',
    message: {
      vi: 'Tệp lớn quá 10 MB nên chưa được lưu. Mời đồng chí chọn tệp nhỏ hơn.',
      en: 'The file is larger than 10 MB and was not stored. Choose a smaller one.',
    },
  },
  fileEmpty: {
    status: 400,
    error: 'file-empty',
    message: {
      vi: 'Tệp trống nên chưa được lưu. Mời đồng chí chọn tệp khác.',
      en: 'The file is empty and was not stored. Choose another one.',
    },
  },
  fileKind: {
    status: 400,
    error: 'file-kind',
    message: {
      vi: 'Loại tệp này không nhận nên chưa được lưu. Mời đồng chí gửi ảnh, PDF, Word, Excel, PowerPoint hoặc tệp văn bản.',
      en: 'This kind of file is not taken and was not stored. Send a picture, PDF, Word, Excel, PowerPoint or text file.',
    },
  },
  fileUnknown: {
    status: 404,
    error: 'file-unknown',
    message: { vi: 'Không có tệp này.', en: 'There is no such file.' },
  },
  notJson: {
    status: 415,
    error: 'not-json',
    message: { vi: 'Chỉ nhận dữ liệu JSON.', en: 'Only JSON is accepted.' },
  },
  forbidden: {
    status: 403,
    error: 'forbidden',
    message: {
      vi: 'Trang trò chuyện này chỉ dùng được trên chính máy đang chạy bot.',
      en: 'This chat page can only be used on the machine that runs the bot.',
    },
  },
  unknownPerson: {
    status: 404,
    error: 'unknown-person',
    message: { vi: 'Không có người nào mang mã này.', en: 'There is no person with this code.' },
  },
  tooMany: {
    status: 429,
    error: 'too-many',
    message: {
      vi: 'Gửi quá nhanh. Tin được giữ lại và sẽ tự gửi sau giây lát.',
      en: 'Too fast. The message is kept and will be sent in a moment.',
    },
  },
  unavailable: {
    status: 503,
    error: 'unavailable',
    message: {
      vi: 'Bot chưa ghi được lúc này. Tin được giữ lại và sẽ tự gửi lại.',
      en: 'The bot cannot record right now. The message is kept and will be sent again.',
    },
  },
} as const satisfies Record<string, Problem>;
