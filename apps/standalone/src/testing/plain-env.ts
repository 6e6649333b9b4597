/** Variables set to nothing, so that a start is that of a fresh clone even where a file `.env` names servers or keys. */
export const plainEnv: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'DATABASE_URL',
    'DATABASE_DIRECT_URL',
    'REDIS_URL',
    'CHROMA_URL',
    'CHROMA_API_KEY',
    'CHROMA_TENANT',
    'CHROMA_DATABASE',
    'OPENAI_API_KEY',
    'OPENAI_BASE_URL',
    'LECTERN_HOST',
    'LECTERN_SECRET',
    'LECTERN_PUBLIC_URL',
    'LECTERN_ALLOWED_HOSTS',
    'SMTP_URL',
    'SMTP_FROM',
    'LECTERN_CHAT_MODEL',
    'LECTERN_EMBEDDING_MODEL',
    'LECTERN_EMBEDDING_BASE_URL',
  ].map((name) => [name, '']),
);
