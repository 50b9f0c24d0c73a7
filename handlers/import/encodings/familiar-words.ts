import * as terms from '../terms.ts';

/** Family names that are spelled with letters beyond ASCII. */
const FAMILY_NAMES =
  'nguyễn trần lê phạm huỳnh hoàng võ vũ đặng bùi đỗ hồ ngô dương lý đào đoàn đinh tạ tô hà cù chử đàm đậu đồng giáp ' +
  'hứa kiều khổng lã lại lều lò lộ lữ lục lương lưu mạc nghiêm ninh nông ông phí phó phùng quách quàng sầm sùng tăng ' +
  'thạch thái tống tòng trịnh triệu trương từ tưởng vàng văn vi viên vừ vương thị';
/** Words of the names of units, posts and collectives. */
const OFFICE_WORDS =
  'bộ đảng ủy chi bí thư tổ phòng ban công ty đoàn hội một hai bốn bảy tám mười số trưởng phó giám đốc chủ tịch viên ' +
  'thường trực cơ quan xã phường huyện tỉnh thành phố kế toán tổng hợp';

const FAMILIAR = new Set([
  ...`${FAMILY_NAMES} ${OFFICE_WORDS}`.split(' '),
  ...Object.values(terms)
    .filter((one) => typeof one === 'object')
    .flatMap((one) => Object.values(one as terms.Terms<string>).flat())
    .flatMap((term) => term.toLowerCase().split(/[\s,]+/)),
]);

/** Whether a word is one of those that lists of a Party organisation are full of. */
export function isFamiliar(word: string): boolean {
  return FAMILIAR.has(word.normalize('NFC').toLowerCase());
}
