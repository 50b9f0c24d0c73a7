import { joinParts } from '../../flows/answers/join.ts';
import type { Answer } from '../../flows/engine/state.ts';
import type { Step } from '../../flows/forms/definition.ts';
import { optionLabel, type PresentContext } from './context.ts';
import { formatDate, formatNumber } from './dates.ts';

/** An answer as text, cut after `most` characters with a note on how much is left. */
export function presentAnswer(
  answer: Answer,
  context: PresentContext,
  options: { step: Step | undefined; most: number },
): string {
  return cut(wholeAnswer(answer, context, options.step), context, options.most);
}

function wholeAnswer(answer: Answer, context: PresentContext, step: Step | undefined): string {
  const { t, language, texts } = context;
  switch (answer.kind) {
    case 'text':
      return joinParts(answer.parts, texts);
    case 'choice':
      return optionLabel(step, answer.value, context);
    case 'choices':
      return answer.values.map((value) => `• ${optionLabel(step, value, context)}`).join('\n');
    case 'number':
      return formatNumber(answer.value, language);
    case 'date':
      return formatDate(answer.value, language);
    case 'confirm':
      return t('chat:answer.confirmed');
    case 'list':
      return answer.items.map((item, index) => `${index + 1}. ${joinParts(item, texts)}`).join('\n');
    case 'attachment':
      return answer.files.map((file) => `• ${file.name}`).join('\n');
    case 'skipped':
      return t('chat:answer.skipped');
  }
}

function cut(text: string, context: PresentContext, most: number): string {
  if (text.length <= most) return text;
  const kept = [...text.slice(0, most)].slice(0, -1).join('');
  return `${kept}… ${context.t('chat:answer.more', { count: text.length - kept.length })}`;
}
