import { defineConfig } from 'drizzle-kit';

// The one default export in the house: drizzle-kit reads its configuration so.
export default defineConfig({ dialect: 'postgresql', schema: './src/schema/*.ts', out: './migrations' });
