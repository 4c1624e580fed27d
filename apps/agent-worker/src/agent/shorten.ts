/** Cuts text at the last whole sentence, else word, within `limit` characters. */
export const shorten = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit);
  const sentenceEnd = Math.max(...['. ', '! ', '? ', '.\n'].map((end) => cut.lastIndexOf(end)));
  if (sentenceEnd > 0) return cut.slice(0, sentenceEnd + 1);
  const room = text.slice(0, limit - 1);
  const wordEnd = room.lastIndexOf(' ');
  return `${wordEnd > 0 ? room.slice(0, wordEnd) : room}…`;
};
