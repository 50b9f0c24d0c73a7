import { InvalidArgumentError } from 'commander';

/** What an operator wrote, up to so many characters and not empty. Throws `InvalidArgumentError`. */
export function toWords(most: number): (text: string) => string {
  return (text) => {
    const words = text.trim();
    if (words.length > 0 && words.length <= most) return words;
    throw new InvalidArgumentError(`1 … ${most} ký tự · characters`);
  };
}
