/** Sheets of the template that explain: how to fill it in, and what the drop-downs offer. They are not imported. */
export const GUIDE_SHEET = 'Hướng dẫn';
export const TERMS_SHEET = 'Danh mục';
export const GUIDE_SHEETS: readonly string[] = [GUIDE_SHEET, TERMS_SHEET];
