// Against the arrows on purpose: `npm run verify` must be able to see such a thing.
export { forbidden } from '../../core/src/forbidden.ts';
