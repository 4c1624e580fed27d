/** Turns texts into vectors whose directions are alike where the texts mean the same. */
export interface Embedder {
  /** Names what made a vector: only vectors of the same model may be compared. */
  readonly model: string;
  /**
   * One vector of length 1 for each text, in order.
   * @throws when the model cannot be asked, or the signal aborts
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}
