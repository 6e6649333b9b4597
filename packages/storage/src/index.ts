export { createDiskFileStore } from './disk-file-store.ts';
