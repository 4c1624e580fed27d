import { type Finding, ok, wrong } from './finding.js';

/** Leases and claims of tens of seconds are compared with clocks of servers. */
const toleratedMs = 1000;

export interface ClockReading {
  serverMs: number;
  /** This machine's clock before it asked and after it was answered. */
  askedMs: number;
  answeredMs: number;
}

/** By how much the server's clock is surely off, whatever the way there took; ahead is positive. */
export const skewOf = ({ serverMs, askedMs, answeredMs }: ClockReading): number => {
  if (serverMs > answeredMs) return serverMs - answeredMs;
  return serverMs < askedMs ? serverMs - askedMs : 0;
};

export const clockFinding = (server: string, reading: ClockReading): Finding => {
  const check = `clock of ${server}`;
  const skewMs = Math.round(skewOf(reading));
  if (Math.abs(skewMs) <= toleratedMs) return ok(check, 'agrees with this machine');
  return wrong(
    check,
    `${Math.abs(skewMs)} ms ${skewMs > 0 ? 'ahead of' : 'behind'} this machine`,
    'Keep both by NTP (chrony, systemd-timesyncd).',
  );
};
