// What went wrong with a request, in the server's own words where it gave some (RFC 9457).

import type { components } from "./schema";

type Problem = components["schemas"]["Problem"];

export class Failure extends Error {
  readonly status: number; // 0 when the server was not reached
  readonly code: string; // the contract's stable word: "denied", "invalid_input", …
  readonly detail: string; // for people; "" when the server gave none
  readonly log_id: string | undefined;
  readonly retry_after_s: number | undefined;

  constructor(given: {
    status: number;
    code: string;
    detail: string;
    log_id?: string | undefined;
    retry_after_s?: number | undefined;
  }) {
    super(given.detail || given.code);
    this.name = "Failure";
    this.status = given.status;
    this.code = given.code;
    this.detail = given.detail;
    this.log_id = given.log_id;
    this.retry_after_s = given.retry_after_s;
  }

  static unreachable(): Failure {
    return new Failure({ status: 0, code: "unreachable", detail: "" });
  }

  static async from(response: Response): Promise<Failure> {
    const retry_after = Number(response.headers.get("Retry-After") ?? Number.NaN);
    const retry_after_s = Number.isFinite(retry_after) ? retry_after : undefined;
    try {
      const problem = (await response.clone().json()) as Partial<Problem>;
      return new Failure({
        status: response.status,
        code: problem.code ?? "failed",
        detail: problem.detail ?? problem.title ?? "",
        log_id: problem.log_id,
        retry_after_s,
      });
    } catch {
      return new Failure({ status: response.status, code: "failed", detail: "", retry_after_s });
    }
  }

  get is_denied(): boolean {
    return this.status === 403;
  }
}

// React Query hands errors on as unknown.
export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : Failure.unreachable();
}
