/** What a code looks like in a text message: six digits not inside a longer number. */
const CODE = /(?<!\d)(\d{6})(?!\d)/;

/**
 * The code in what was typed or pasted: people paste the whole message, phones fill in digits alone.
 * Full-width digits, as Chinese input methods give them, count as digits.
 */
export function codeFrom(text: string): string {
  const plain = text.normalize("NFKC");
  const whole = CODE.exec(plain);
  if (whole?.[1]) return whole[1];
  return plain.replace(/\D/g, "").slice(0, 6);
}
