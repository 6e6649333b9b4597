export { startMailServer } from './start-mail-server.ts';
export type { DeliveredMail, MailServer } from './start-mail-server.ts';
