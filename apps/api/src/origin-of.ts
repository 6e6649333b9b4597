/** Where a server that listens like this is reached from its own machine: `http://127.0.0.1:3000`. */
export function originOf({ host, port }: { host: string; port: number }): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
