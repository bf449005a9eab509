/** The one Trusted Types policy of the house: it makes addresses of our own workers, nothing else. */
const WORKERS = ["/tablet/sw.js"];

interface Policy {
  createScriptURL: (address: string) => string;
}

interface Factory {
  createPolicy: (name: string, rules: Policy) => Policy;
}

function check(address: string): string {
  if (!WORKERS.includes(address)) throw new TypeError(`not one of our workers: ${address}`);
  return address;
}

export function workerAddress(address: string): string {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  // Older Safari has no Trusted Types; the list holds there as well.
  return factory ? factory.createPolicy("leitai", { createScriptURL: check }).createScriptURL(address) : check(address);
}
