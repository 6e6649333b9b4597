import { z } from 'zod';
import { wholeNumber } from './variables.ts';

export interface AuditConfig {
  /** How long the audit log is kept. */
  days: number;
}

export const auditEnv = z
  .object({ LECTERN_AUDIT_DAYS: wholeNumber({ from: 30, to: 3_650 }).default(365) })
  .transform((env): AuditConfig => ({ days: env.LECTERN_AUDIT_DAYS }));
