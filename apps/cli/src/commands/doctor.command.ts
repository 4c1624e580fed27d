import { Command } from 'commander';
import { examineAll } from '../doctor/doctor.js';
import { type Finding } from '../doctor/finding.js';
import { printJson } from '../output.js';

const line = ({ check, state, found, mend }: Finding): string =>
  `${state.padEnd(7)}  ${check}: ${found}${mend === undefined ? '' : `\n         → ${mend}`}\n`;

const doctor = async ({ json }: { json?: true }): Promise<void> => {
  const findings = await examineAll();
  if (json) printJson(findings);
  else process.stdout.write(findings.map(line).join(''));
  if (findings.some(({ state }) => state === 'wrong')) process.exitCode = 1;
};

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('what is wrong with what the services need, and how to mend it')
    .option('--json', 'for machines')
    .action(doctor);
