import { AppError } from '@lectern/contract';
import type { ApiClient } from './client.ts';

/** What the token in the data folder is good for. `revoked`: for nothing any more. */
export type OwnerState = 'no_account' | 'has_account' | 'revoked';

/** Asks the API who the owner's token stands for. */
export async function readOwner(api: ApiClient): Promise<OwnerState> {
  try {
    const { email } = await api.call('getMe');
    return email === null ? 'no_account' : 'has_account';
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthorized') return 'revoked';
    throw error;
  }
}
