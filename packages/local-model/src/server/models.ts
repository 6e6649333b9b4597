/** The names under which this model is asked for. */
export const chatModel = 'lectern-local-1';
export const embeddingModel = 'lectern-local-embed-1';
export const embeddingDimensions = 384;

const releasedAt = 1_767_225_600;

export function listModels(): { object: 'list'; data: { id: string; object: 'model'; created: number; owned_by: string }[] } {
  return {
    object: 'list',
    data: [chatModel, embeddingModel].map((id) => ({ id, object: 'model', created: releasedAt, owned_by: 'lectern' })),
  };
}
