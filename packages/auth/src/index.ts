export { createIdentity } from './create-identity.ts';
