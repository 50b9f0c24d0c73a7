import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { findAmong } from '../store/find-among.ts';
import { type Coded, otherCodesField } from './other-codes.ts';

/** Kinds of nodes of the organisation tree. */
const UNIT_KINDS = [
  /** Đảng bộ Khối. */
  'bloc-organisation',
  /** Đảng bộ cấp trên cơ sở. */
  'upper-organisation',
  /** Đảng bộ cơ sở. */
  'grassroots-organisation',
  /** Đảng bộ bộ phận. */
  'section-organisation',
  /** Chi bộ cơ sở: a chi bộ without a đảng bộ cơ sở above it. */
  'grassroots-cell',
  /** Chi bộ. */
  'cell',
  /** Tổ đảng, a part of a chi bộ. */
  'group',
  /** Cơ quan tham mưu, giúp việc. */
  'advisory-body',
  'enterprise',
  /** Phòng, ban, đơn vị of an enterprise. */
  'department',
  /** Đoàn Thanh niên, Công đoàn and other đoàn thể chính trị - xã hội at cấp trên cơ sở. */
  'upper-mass-organisation',
  'grassroots-mass-organisation',
] as const;

export type UnitKind = (typeof UNIT_KINDS)[number];

/** Units in which members take part in the life of the Party. */
export const MEMBERSHIP_KINDS: readonly UnitKind[] = ['grassroots-cell', 'cell', 'group'];

/** A node of the organisation tree. */
export interface Unit extends Coded {
  /** The unit's code in its own organisation's lists. */
  _id: string;
  name: string;
  kind: UnitKind;
  parent: string | null;
  /** Codes from the root down to the parent. */
  ancestors: string[];
}

const schema = new Schema<Unit>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    kind: { type: String, required: true, enum: UNIT_KINDS },
    parent: { type: String, default: null },
    ancestors: { type: [String], required: true },
    otherCodes: otherCodesField,
  },
  { collection: 'units', strict: 'throw', versionKey: false },
);
schema.index({ ancestors: 1 });

export function defineUnits(connection: Connection): Model<Unit> {
  return connection.model<Unit>('Unit', schema);
}

/** Codes from the unit itself up to the root. */
export function upwardsFrom(unit: Pick<Unit, '_id' | 'ancestors'>): string[] {
  return [unit._id, ...unit.ancestors.toReversed()];
}

/** The unit and everything below it, in the order of their codes. */
export function listUnits(database: { units: Model<Unit> }, wanted: { root: string }): Promise<Unit[]> {
  return database.units
    .find({ $or: [{ _id: wanted.root }, { ancestors: wanted.root }] })
    .sort({ _id: 1 })
    .lean();
}

/** The units among these codes. */
export function findUnits(
  database: { units: Model<Unit> },
  wanted: { codes: readonly string[]; session?: ClientSession | undefined },
): Promise<Unit[]> {
  return findAmong(database.units, { field: '_id', values: wanted.codes, session: wanted.session });
}

/** Whether there is any organisation. */
export async function hasUnits(database: { units: Model<Unit> }): Promise<boolean> {
  return (await database.units.exists({})) !== null;
}

/** Every unit of the whole installation, in no order; for operators only. */
export function listAllUnits(database: { units: Model<Unit> }): Promise<Unit[]> {
  return database.units.find({}).lean();
}
