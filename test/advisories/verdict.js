/**
 * What `npm audit --json` says, in lines to print. Only what a release must not have fails: high and
 * critical weaknesses of what is shipped. Where no registry answers, that is said, and fails nothing:
 * the suite is built and tested offline as well.
 * @param {string} output
 * @returns {{ lines: string[]; code: 0 | 1 }}
 */
export const verdict = (output) => {
  const report = parsed(output);
  if (report?.metadata?.vulnerabilities === undefined) {
    const why = report?.message ?? report?.error?.summary;
    const reason = typeof why === 'string' && why !== '' ? why : 'no answer';
    return { lines: [`NOT CHECKED: no registry tells advisories here (${reason})`], code: 0 };
  }
  const found = Object.entries(report.vulnerabilities ?? {});
  const grave = found.filter(([, { severity }]) => ['high', 'critical'].includes(severity));
  const lines = found.map(
    ([name, { severity, range }]) => `${severity.padEnd(8)}  ${name} ${range ?? ''}`,
  );
  const total = report.metadata.dependencies?.prod ?? 'all';
  return {
    lines: [...lines, `${found.length} advisories, ${grave.length} grave, in ${total} packages`],
    code: grave.length > 0 ? 1 : 0,
  };
};

/**
 * @typedef {{
 *   message?: string;
 *   error?: { summary?: string };
 *   metadata?: { vulnerabilities?: object; dependencies?: { prod?: number } };
 *   vulnerabilities?: Record<string, { severity: string; range?: string }>;
 * }} Report
 */

/** @returns {Report | undefined} */
const parsed = (/** @type {string} */ output) => {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
};
