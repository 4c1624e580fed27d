/** One conversation of one tenant, and who acts on it. */
export interface Operation {
  tenantId: string;
  conversationId: string;
  /** As the audit names them: `key:<id>` an API key, `cli` the command line. */
  by: string;
}
