/**
 * Settles like `work`, or rejects after `milliseconds`. What `work` brings after that goes to `late`,
 * so that it can be given back.
 */
export async function withDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  late: (value: T) => void = () => undefined,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      work.then(late, () => undefined);
      reject(new Error(`No answer within ${milliseconds} ms.`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
