import { isUtf8 } from 'node:buffer';

/** Values by name, in the order they came; a name may come again. */
export type Form = ReadonlyMap<string, readonly string[]>;

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/**
 * A form as strictly as Twilio writes it: the signature is over the decoded names and values, run
 * together, so that what is lenient here would let another form pass for the signed one.
 * @returns undefined for what is no such form
 */
export const parseForm = (body: Buffer): Form | undefined => {
  const form = new Map<string, string[]>();
  if (!isUtf8(body)) return undefined;
  if (body.length === 0) return form;
  for (const pair of body.toString().split('&')) {
    const [, name, value] = /^([^=]+)=([^=]*)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return undefined;
    try {
      const key = decoded(name);
      form.set(key, [...(form.get(key) ?? []), decoded(value)]);
    } catch {
      return undefined;
    }
  }
  return form;
};

/** The first value of a name; undefined: none, or an empty one. */
export const valueOf = (form: Form, name: string): string | undefined =>
  form.get(name)?.[0] || undefined;
