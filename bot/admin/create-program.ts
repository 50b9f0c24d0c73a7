import { Command, type CommanderError, Help, type Option } from 'commander';
import { AppError } from '../../models/store/errors.ts';

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng · Usage:',
  'Arguments:': 'Tham số · Arguments:',
  'Options:': 'Tùy chọn · Options:',
  'Commands:': 'Lệnh · Commands:',
};

const NAME = 'npm run admin --';

/** The command line of the administrator, which speaks both languages in its help and leaves mistakes to us. */
export function createProgram(): Command {
  return (
    new Command(NAME)
      .description('Quản trị Kiểm Điểm Bot · Administration')
      .helpCommand(false)
      .helpOption('-h, --help', 'xem hướng dẫn này · show this help')
      .configureHelp({
        styleTitle: (title) => TITLES[title] ?? title,
        styleUsage: withoutEnglish,
        subcommandTerm: (command) => withoutEnglish(Help.prototype.subcommandTerm.call(new Help(), command)),
        // Defaults are named in the descriptions.
        optionDescription: ({ description }: Option) => description,
      })
      // What went wrong is said by `toUsageError`, in both languages; help is written as it is.
      .configureOutput({ outputError: () => undefined })
      .exitOverride()
  );
}

function withoutEnglish(usage: string): string {
  return usage.replace('[options]', '[tùy chọn · options]').replace('[command]', '[lệnh · command]');
}

/** A mistake in how a command was written, for the operator; nothing where help was shown instead. */
export function toUsageError({ code, message }: CommanderError): AppError | undefined {
  const [first = '', second = ''] = [...message.matchAll(/'([^']*)'/g)].map(([, quoted]) => quoted ?? '');
  const options = { message: 'A command was not written as it must be', details: { first, second } };
  switch (code) {
    case 'commander.help':
    case 'commander.helpDisplayed':
      return undefined;
    case 'commander.unknownCommand':
      return new AppError('usage-unknown-command', options);
    case 'commander.unknownOption':
      return new AppError('usage-unknown-option', options);
    case 'commander.missingArgument':
      return new AppError('usage-missing-argument', options);
    case 'commander.optionMissingArgument':
      return new AppError('usage-option-without-value', options);
    case 'commander.missingMandatoryOptionValue':
      return new AppError('usage-missing-option', options);
    case 'commander.conflictingOption':
      return new AppError('usage-conflicting-options', options);
    case 'commander.invalidArgument': {
      const allowed = /is invalid\. (.*)$/s.exec(message)?.[1] ?? '';
      return new AppError('usage-invalid-value', {
        ...options,
        details: { ...options.details, allowed },
      });
    }
    default:
      return new AppError('usage-wrong', options);
  }
}
