interface OfResource {
  readonly resource: string;
}

/** An attempt to acquire came to its end. */
export interface AcquisitionEvent extends OfResource {
  /**
   * `contended` held by another; `timeout` held by others for all of the waiting; `error` too few
   * nodes answered. A caller who gives up waiting by its own signal is not reported.
   */
  readonly type: 'acquired' | 'contended' | 'timeout' | 'error';
  readonly waitedMs: number;
  /** Of `acquired`, where fences are configured. */
  readonly fence?: bigint;
  /** Of `error`. */
  readonly error?: unknown;
}

/** A lease of this process came to its end. */
export interface EndEvent extends OfResource {
  readonly type: 'released' | 'lost';
  readonly heldMs: number;
  /** Of `lost`. */
  readonly error?: unknown;
}

/** An operator took a lease away, whoever held it. */
export interface ForceReleaseEvent extends OfResource {
  readonly type: 'force-released';
  readonly by: string;
  readonly reason: string;
}

export type LeaseEvent = AcquisitionEvent | EndEvent | ForceReleaseEvent;
