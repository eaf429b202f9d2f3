import type { PolicySummary } from "../api/types";

// Every queue's mode is observe: the policy runs and changes nothing.
export function onlyObserves(policy: PolicySummary): boolean {
  return policy.active_version !== null && policy.modes.every(({ mode }) => mode === "observe");
}
