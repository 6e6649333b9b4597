/**
 * `node scripts/run.mjs <command> [arguments]`: what `npm start`, `npm test` and the other root scripts run. Needs Node and
 * npm only; installs the rest, the pinned Node included, and goes on with that.
 *
 * Any Node must be able to parse this file, so that an old one gets to say that it is too old.
 */
const wanted = 20;

if (Number(process.versions.node.split('.')[0]) < wanted) {
  process.stderr.write(
    'Lectern needs Node ' +
      wanted +
      ' or newer, and this is ' +
      process.version +
      ': install one from https://nodejs.org and start again.\n',
  );
  process.exit(1);
} else {
  import('./bootstrap/main.mjs').then((bootstrap) => bootstrap.main(process.argv.slice(2)));
}
