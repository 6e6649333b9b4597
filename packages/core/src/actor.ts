import type { Role } from '@lectern/contract';

/** Who asks. Every query is scoped by it, in the `get…`/`find…` verb of the thing and nowhere else. */
export interface Actor {
  userId: string;
  /** What they act as: an operator's API key without the scope `operator` acts as a teacher. */
  role: Role;
  /** From where; for the audit log. Absent where it did not come over the network. */
  from?: Origin;
}

export interface Origin {
  /** Of the client, past proxies that are trusted. */
  address: string;
  requestId: string;
}
