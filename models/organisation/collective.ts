import mongoose, { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { type Coded, otherCodesField } from './other-codes.ts';

/** Kinds of leading bodies, after Plan 58, II.A.1.1. */
const COLLECTIVE_KINDS = [
  /** Ban Thường vụ of a đảng ủy. */
  'standing-committee',
  /** Ban Chấp hành (đảng ủy) or the chi ủy of a chi bộ cơ sở. */
  'committee',
  /** Chi ủy of a chi bộ that belongs to a đảng bộ: it chairs, but the plan does not review it by itself. */
  'cell-committee',
  /** Tổ trưởng, tổ phó of a tổ đảng: they chair it. */
  'group-leadership',
  /** Tập thể lãnh đạo of a cơ quan tham mưu, giúp việc. */
  'advisory-leadership',
  'mass-standing-committee',
  'mass-committee',
  /** Hội đồng quản trị, hội đồng thành viên. */
  'board',
  /** Ban (tổng) giám đốc. */
  'executive-board',
  /** Tập thể lãnh đạo, quản lý khác, laid down by the unit's đảng ủy. */
  'other',
] as const;

export type CollectiveKind = (typeof COLLECTIVE_KINDS)[number];

/** Bodies whose head and deputies are the bí thư and phó bí thư (tổ trưởng, tổ phó) of their unit. */
const LEADING: readonly CollectiveKind[] = [
  'standing-committee',
  'committee',
  'cell-committee',
  'group-leadership',
];

const CHAIRING_ONLY: readonly CollectiveKind[] = ['cell-committee', 'group-leadership'];

/** A unit's leading body. */
export interface Collective extends Coded {
  _id: string;
  name: string;
  kind: CollectiveKind;
  unit: string;
}

const schema = new Schema<Collective>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    kind: { type: String, required: true, enum: COLLECTIVE_KINDS },
    unit: { type: String, required: true },
    otherCodes: otherCodesField,
  },
  { collection: 'collectives', strict: 'throw', versionKey: false },
);
schema.index({ unit: 1 });

export function defineCollectives(connection: Connection): Model<Collective> {
  return connection.model<Collective>('Collective', schema);
}

/** The collectives among these codes. */
export function findCollectives(
  database: { collectives: Model<Collective> },
  wanted: { codes: readonly string[] },
): Promise<Collective[]> {
  return database.collectives.find({ _id: mongoose.trusted({ $in: wanted.codes }) }).lean();
}

/** The collectives of these units, in the order of their codes. */
export function listCollectivesIn(
  database: { collectives: Model<Collective> },
  of: { units: readonly string[]; session?: ClientSession },
): Promise<Collective[]> {
  return database.collectives
    .find({ unit: mongoose.trusted({ $in: [...of.units] }) })
    .session(of.session ?? null)
    .sort({ _id: 1 })
    .lean();
}

/** Whether the body is reviewed itself and makes leaders of its members (Plan 58, II.A.1.1). */
export function isLeadership(kind: CollectiveKind): boolean {
  return !CHAIRING_ONLY.includes(kind);
}

/** Whether the body leads a unit of the Party, so that its head and deputies are the secretaries there. */
export function isLeadingBody(kind: CollectiveKind): boolean {
  return LEADING.includes(kind);
}

/** Every collective of the whole installation, in no order; for operators only. */
export function listAllCollectives(database: { collectives: Model<Collective> }): Promise<Collective[]> {
  return database.collectives.find({}).lean();
}
