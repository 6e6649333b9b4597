/**
 * pdf.js makes one DOMMatrix while it loads, for drawing, and takes the class from a native canvas package. Reading text draws
 * nothing, so any object will do, and native code (and some 20 MB) stays out of the process that opens strangers' files.
 */
if (!('DOMMatrix' in globalThis)) Object.defineProperty(globalThis, 'DOMMatrix', { value: Object });
