/** Written for an agent to obey rather than for a customer to read. */
const orders =
  /\b(ignore|disregard|forget|override|bypass)\b.{0,25}\b(previous|prior|above|earlier|all|your|any|system|the)\b.{0,25}\b(instructions?|rules?|prompts?|guidelines?|directions?)\b|\b(system prompt|developer mode|jailbreak)\b|\byou are now\b.{0,40}\b(bot|assistant|agent|ai|mode|dan|unrestricted)\b|<\/?(system|assistant|instructions?)>|\[\/?inst\]|\b(ignore[zr]?|oublie[zr]?) .{0,20}instructions? (pr[ée]c[ée]dentes?)|\b(ignora|olvida) .{0,20}instrucciones (anteriores|previas)|\bpuuza (maagizo|maelekezo)\b/i;

/**
 * Whether a text of the tenant's, such as an imported review, holds orders to the agent. It is not
 * answered from: what one sentence of it tries, the others may lead up to. Models are told besides that
 * information is data; this keeps the plainest attempts from them, and from the embedded responder.
 */
export const speaksToTheAgent = (text: string): boolean => orders.test(text);
