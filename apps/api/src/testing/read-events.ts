import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface EventReader {
  /** The next event, or undefined at the end of the stream. */
  next(): Promise<EventSourceMessage | undefined>;
  /** All that are still to come. */
  rest(): Promise<EventSourceMessage[]>;
  /** Hangs up. */
  cancel(): Promise<void>;
}

/** Reads a response as server-sent events, one at a time. */
export function readEvents(response: Response): EventReader {
  const waiting: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => waiting.push(event) });
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();

  async function next(): Promise<EventSourceMessage | undefined> {
    while (waiting.length === 0) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      parser.feed(value);
    }
    return waiting.shift();
  }
  return {
    next,
    async rest() {
      const events: EventSourceMessage[] = [];
      for (let event = await next(); event; event = await next()) events.push(event);
      return events;
    },
    cancel: () => reader.cancel(),
  };
}
