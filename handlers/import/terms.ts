import { foldWord } from '../../flows/answers/normalize.ts';
import type { CollectiveKind } from '../../models/organisation/collective.ts';
import type { LeaveReason } from '../../models/organisation/membership.ts';
import type { PartyStatus } from '../../models/organisation/person.ts';
import type { PostBranch, PostRole } from '../../models/organisation/post.ts';
import type { UnitKind } from '../../models/organisation/unit.ts';
import type { RemedySource } from '../../models/review/remedy.ts';

/** For each code the words for it in a cell: first the official term, then others that are accepted. */
export type Terms<Code extends string> = Readonly<Record<Code, readonly [string, ...string[]]>>;

export const UNIT_TERMS: Terms<UnitKind> = {
  'bloc-organisation': ['Đảng bộ Khối'],
  'upper-organisation': ['Đảng bộ cấp trên cơ sở'],
  'grassroots-organisation': ['Đảng bộ cơ sở'],
  'section-organisation': ['Đảng bộ bộ phận'],
  'grassroots-cell': ['Chi bộ cơ sở'],
  cell: ['Chi bộ', 'Chi bộ trực thuộc'],
  group: ['Tổ đảng'],
  'advisory-body': ['Cơ quan tham mưu, giúp việc', 'Cơ quan tham mưu'],
  enterprise: ['Doanh nghiệp', 'Công ty', 'Tổng công ty', 'Tập đoàn', 'Ngân hàng'],
  department: ['Phòng, ban, đơn vị', 'Phòng', 'Ban', 'Đơn vị'],
  'upper-mass-organisation': ['Đoàn thể cấp trên cơ sở'],
  'grassroots-mass-organisation': ['Đoàn thể cấp cơ sở', 'Đoàn thể cơ sở'],
};

export const COLLECTIVE_TERMS: Terms<CollectiveKind> = {
  'standing-committee': ['Ban Thường vụ', 'Ban Thường vụ Đảng ủy'],
  committee: ['Ban Chấp hành', 'Ban Chấp hành Đảng bộ', 'Đảng ủy', 'Chi ủy cơ sở'],
  'cell-committee': ['Chi ủy', 'Chi ủy chi bộ trực thuộc'],
  'group-leadership': ['Phụ trách tổ đảng'],
  'advisory-leadership': ['Lãnh đạo cơ quan tham mưu, giúp việc', 'Lãnh đạo cơ quan tham mưu'],
  'mass-standing-committee': ['Ban Thường vụ đoàn thể'],
  'mass-committee': ['Ban Chấp hành đoàn thể'],
  board: ['Hội đồng thành viên', 'Hội đồng quản trị'],
  'executive-board': ['Ban Tổng Giám đốc', 'Ban Giám đốc'],
  other: ['Tập thể lãnh đạo, quản lý khác', 'Khác'],
};

export const PARTY_STATUS_TERMS: Terms<PartyStatus> = {
  official: ['Đảng viên chính thức'],
  probationary: ['Đảng viên dự bị'],
  exempt: ['Đảng viên được miễn công tác và sinh hoạt đảng', 'Đảng viên được miễn'],
  none: ['Không phải đảng viên', 'Quần chúng'],
};

export const LEAVE_REASON_TERMS: Terms<LeaveReason> = {
  transferred: ['Chuyển sinh hoạt đảng', 'Chuyển sinh hoạt', 'Chuyển đi'],
  exempted: ['Miễn công tác và sinh hoạt đảng', 'Miễn sinh hoạt đảng', 'Miễn sinh hoạt', 'Miễn'],
  suspended: ['Đình chỉ sinh hoạt đảng', 'Đình chỉ sinh hoạt', 'Đình chỉ'],
  'left-party': ['Ra khỏi Đảng', 'Xin ra khỏi Đảng', 'Xóa tên', 'Khai trừ'],
  died: ['Qua đời', 'Từ trần', 'Chết'],
  'left-work': ['Nghỉ việc', 'Thôi việc', 'Nghỉ hưu'],
};

export const ROLE_TERMS: Terms<PostRole> = {
  head: ['Cấp trưởng', 'Người đứng đầu'],
  deputy: ['Cấp phó'],
  member: ['Thành viên', 'Ủy viên'],
};

export const BRANCH_TERMS: Terms<PostBranch> = {
  party: ['Đảng'],
  government: ['Chính quyền', 'Chuyên môn'],
  'mass-organisation': ['Đoàn thể'],
};

export const REMEDY_SOURCE_TERMS: Terms<RemedySource> = {
  concluded: ['Kết luận'],
  'pointed-out': ['Chỉ ra', 'Được chỉ ra'],
  suggested: ['Gợi ý kiểm điểm', 'Gợi ý'],
};

export const YES_NO_TERMS: Terms<'yes' | 'no'> = { yes: ['Có', 'x'], no: ['Không'] };

/** The code of a term, ignoring case and accents; undefined if there is none. */
export function findTerm<Code extends string>(terms: Terms<Code>, written: string): Code | undefined {
  const word = foldWord(written);
  const codes = Object.keys(terms) as Code[];
  return codes.find((code) => terms[code].some((term) => foldWord(term) === word));
}

/** The official terms, for a sentence about the accepted values. */
export function officialTerms(terms: Terms<string>): string {
  return Object.values(terms)
    .map(([official]) => `“${official}”`)
    .join(', ');
}
