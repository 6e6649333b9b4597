import { access, chmod, mkdir } from 'node:fs/promises';

/** Makes a folder, with those above it, unless it is there. It gets exactly this mode, whatever the umask. */
export async function makeFolder(path: string, mode: number): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode });
  if (made !== undefined) await chmod(path, mode);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
