import { z } from 'zod';

const MOST_SIZES = 50;

const Id = z.int();
const PersonId = Id.positive();
const Moment = z.int().nonnegative();
const FileId = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/);
/** There, whatever is in it. */
const Present = z.object({}).optional();

const User = z.object({
  id: PersonId,
  is_bot: z.boolean(),
  language_code: z.string().optional(),
});

const Chat = z.object({ id: Id, type: z.enum(['private', 'group', 'supergroup', 'channel']) });

const Entity = z.object({
  type: z.string(),
  offset: z.int().nonnegative(),
  length: z.int().nonnegative(),
  user: z.object({ id: PersonId }).optional(),
});

const Message = z.object({
  message_id: PersonId,
  date: Moment,
  edit_date: Moment.optional(),
  chat: Chat,
  from: User.optional(),
  /** Who is seen to write: an anonymous admin's group, or a channel. */
  sender_chat: z.object({ id: Id }).optional(),
  /** Also in groups without topics, so it names one only together with the next. */
  message_thread_id: PersonId.optional(),
  is_topic_message: z.boolean().optional(),
  /** Whatever is in it: what cannot be an answer is answered, not passed over. */
  text: z.string().min(1).optional(),
  entities: z.array(Entity).optional(),
  /** That there is one, not what it says. */
  caption: z.unknown().optional(),
  forward_origin: Present,
  reply_to_message: z.object({ message_id: PersonId, from: User.optional() }).optional(),
  media_group_id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  photo: z
    .array(z.object({ file_id: FileId, width: z.int().nonnegative(), height: z.int().nonnegative() }))
    .min(1)
    .max(MOST_SIZES)
    .optional(),
  document: z.object({ file_id: FileId, file_name: z.string().optional() }).optional(),
  voice: Present,
  sticker: Present,
  animation: Present,
  video: Present,
  video_note: Present,
  location: Present,
  venue: Present,
  contact: Present,
  audio: Present,
  poll: Present,
  dice: Present,
  story: Present,
  game: Present,
  paid_media: Present,
  checklist: Present,
});

const CallbackQuery = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  from: User,
  message: z.object({ chat: Chat }).optional(),
  data: z.string().optional(),
});

const MemberUpdate = z.object({
  chat: Chat,
  from: User,
  date: Moment,
  old_chat_member: z.object({ status: z.string() }),
  new_chat_member: z.object({ status: z.string() }),
});

/** An update, as far as it is read: everything else in it is dropped at the border. */
export const TelegramUpdate = z.object({
  update_id: z.int().nonnegative(),
  message: Message.optional(),
  edited_message: Message.optional(),
  callback_query: CallbackQuery.optional(),
  my_chat_member: MemberUpdate.optional(),
});

export type TelegramUser = z.infer<typeof User>;
export type TelegramMessage = z.infer<typeof Message>;
export type TelegramPress = z.infer<typeof CallbackQuery>;
export type TelegramMember = z.infer<typeof MemberUpdate>;

/** The kinds of update that are asked for; Telegram remembers them, so they are said at every start. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;
