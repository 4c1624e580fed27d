// Preloaded into a service (`--import`): its wall clock is wrong by CHAOS_CLOCK_SKEW_MS.
import process from 'node:process';

const skewMs = Number(process.env['CHAOS_CLOCK_SKEW_MS'] ?? 0);
const RealDate = Date;

class SkewedDate extends RealDate {
  /** @param {unknown[]} args */
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + skewMs);
    else super(.../** @type {[number]} */ (args));
  }

  /** @override */
  static now() {
    return RealDate.now() + skewMs;
  }
}

globalThis.Date = /** @type {DateConstructor} */ (SkewedDate);
