/** Contents of the review by where they are asked: every phrase of Plan 58, II.A.3.2, in the plan's own words. */
export type Contents = readonly (readonly [asked: string, phrases: readonly string[]])[];

export const CONDUCT: Contents = [
  [
    'politics',
    [
      'tư tưởng chính trị',
      'trung thành với chủ nghĩa Mác - Lênin',
      'tư tưởng Hồ Chí Minh',
      'đường lối đổi mới của Đảng',
      'chấp hành, tuyên truyền, vận động gia đình và nhân dân',
      'chủ trương, đường lối của Đảng',
      'chính sách, pháp luật của Nhà nước',
      'học tập nghị quyết, chỉ thị',
      'tham gia các đợt sinh hoạt chính trị',
      'nâng cao bản lĩnh chính trị, nhân sinh quan cách mạng',
    ],
  ],
  [
    'ethics',
    [
      'phẩm chất đạo đức, lối sống',
      'học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh',
      'giữ gìn đạo đức, lối sống',
      'phát huy tính tiền phong, gương mẫu của người đảng viên',
      'quan hệ mật thiết với nhân dân',
      'tinh thần cầu thị, lắng nghe',
      'tiếp thu',
      'sửa chữa khuyết điểm',
      'đấu tranh với các biểu hiện quan liêu, tham nhũng, lãng phí, tiêu cực',
      'ý thức xây dựng doanh nghiệp, cơ quan, đơn vị',
      'giữ gìn đoàn kết nội bộ',
    ],
  ],
  [
    'discipline',
    [
      'ý thức tổ chức kỷ luật',
      'chấp hành sự phân công của tổ chức',
      'thực hiện quy định về những điều đảng viên không được làm',
      'các nội quy, quy chế của doanh nghiệp, cơ quan, đơn vị',
      'các nguyên tắc, chế độ sinh hoạt đảng',
      'đóng đảng phí',
      'theo quy định',
      'trách nhiệm nêu gương của đảng viên',
      'gương mẫu thực hiện nghĩa vụ công dân',
      'giữ mối liên hệ với chi ủy, đảng ủy cơ sở nơi cư trú',
    ],
  ],
  [
    'working-style',
    [
      'tác phong, lề lối làm việc',
      'năng động, sáng tạo, quyết liệt trong thực hiện nhiệm vụ',
      'phương pháp làm việc khoa học, dân chủ, đúng nguyên tắc',
      'tinh thần hợp tác, giúp đỡ đồng chí, đồng nghiệp',
    ],
  ],
  [
    'signs',
    [
      'liên hệ biểu hiện suy thoái',
      'tư tưởng chính trị',
      'đạo đức, lối sống',
      '"tự diễn biến"',
      '"tự chuyển hóa"',
      'theo Phụ lục số 1',
    ],
  ],
];

export const DUTIES: Contents = [
  [
    'duties',
    [
      'thực hiện nhiệm vụ đảng viên',
      'quyền hạn và trách nhiệm',
      'chức vụ công tác (đảng, chính quyền, đoàn thể)',
      'theo quy định',
    ],
  ],
  [
    'targets',
    ['kết quả thực hiện các chỉ tiêu, nhiệm vụ được giao trong năm', 'lượng hóa bằng sản phẩm cụ thể'],
  ],
  [
    'field',
    [
      'trách nhiệm cá nhân',
      'liên quan đến kết quả, hạn chế, khuyết điểm',
      'ở lĩnh vực, doanh nghiệp, tổ chức, cơ quan, đơn vị do mình phụ trách',
    ],
  ],
];

export const COMMITMENTS: Contents = ['commitment', 'commitments-general'].map((asked) => [
  asked,
  ['việc thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu hằng năm'],
]);

export const REMEDIES: Contents = ['remedy', 'remedies-general'].map((asked) => [
  asked,
  [
    'kết quả khắc phục',
    'hạn chế, khuyết điểm',
    'được cấp có thẩm quyền kết luận hoặc chỉ ra, gợi ý kiểm điểm ở kỳ kiểm điểm trước',
  ],
]);

export const SUGGESTIONS: Contents = ['suggestion', 'suggestions-general'].map((asked) => [
  asked,
  ['vấn đề được gợi ý kiểm điểm'],
]);

export const PUBLIC_SERVICE: Contents = [
  [
    'public-service',
    [
      'đi sâu làm rõ',
      'khối lượng, chất lượng, tiến độ, hiệu quả thực hiện nhiệm vụ được giao',
      'tinh thần đổi mới, sáng tạo, tự chịu trách nhiệm',
      'ý thức, thái độ công tác',
    ],
  ],
];

export const LEADING: Contents = [
  [
    'leading',
    [
      'lãnh đạo, quản lý, điều hành',
      'trách nhiệm của cá nhân',
      'tham gia cùng tập thể trong lãnh đạo và tổ chức thực hiện các nhiệm vụ chính trị và công tác tổ chức, cán bộ của doanh nghiệp, cơ quan, đơn vị',
      'quan hệ, phối hợp với cấp ủy và tập thể lãnh đạo, quản lý',
      'quy tụ, đoàn kết nội bộ',
      'sự tín nhiệm của cán bộ, đảng viên, quần chúng',
    ],
  ],
  ['responsibility', ['thái độ công tâm, khách quan']],
];

export const EXAMPLE: Contents = [
  [
    'example',
    [
      'ý thức đấu tranh phòng, chống quan liêu, tham nhũng, lãng phí, cơ hội, vụ lợi',
      'kê khai tài sản, thu nhập theo quy định',
      'quan tâm chăm lo đời sống vật chất, tinh thần cho cán bộ, đảng viên, người lao động',
      'trách nhiệm nêu gương của cán bộ lãnh đạo, quản lý, nhất là cán bộ chủ chốt các cấp',
    ],
  ],
];
