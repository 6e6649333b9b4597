type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What the body of a request says about what is asked for; a body that is no JSON says nothing. */
export function readAsked(body: Buffer): { model: string | undefined; schema: string | undefined } {
  const asked = parse(body.toString());
  return {
    model: textOf(read(asked, 'model')),
    schema: textOf(read(read(read(asked, 'response_format'), 'json_schema'), 'name')),
  };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function read(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
