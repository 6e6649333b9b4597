import { z } from 'zod';
import { limits } from '../limits.ts';
import { Id, ListQuery, Time } from './common.ts';

export const Role = z.enum(['operator', 'teacher', 'student']);
export type Role = z.infer<typeof Role>;

/** What a key may do: look; change things as well; act as the operator its owner is. Each includes the one before. */
export const Scope = z.enum(['read', 'write', 'operator']);
export type Scope = z.infer<typeof Scope>;

export const Email = z.email().max(limits.emailChars).toLowerCase().meta({ description: 'Compared without regard to case' });
export const NewPassword = z
  .string()
  .min(limits.passwordMinChars)
  .max(limits.passwordMaxChars)
  .meta({ description: 'Any characters; long is what counts' });
/** As it was typed: an old one may be shorter than new ones must be. */
const Password = z.string().min(1).max(limits.passwordMaxChars);
const PersonName = z.string().trim().min(1).max(limits.titleChars);
const SecretText = z.string().min(1).max(200);

export const SignUpBody = z
  .strictObject({
    email: Email,
    password: NewPassword,
    name: PersonName,
    setup_token: SecretText.optional().meta({ description: 'Of the installation, for the first account' }),
    invitation: SecretText.optional().meta({ description: 'What an invitation’s link ends with' }),
    join_code: SecretText.optional().meta({ description: 'Of a course: makes a student who is in it at once' }),
  })
  .refine(
    ({ setup_token: setup, invitation, join_code: code }) => [setup, invitation, code].filter((proof) => proof !== undefined).length <= 1,
    {
      message: 'Send one of setup_token, invitation and join_code',
      path: ['invitation'],
    },
  );
export const SignInBody = z.strictObject({ email: Email, password: Password });
export const TokenBody = z
  .strictObject({
    email: Email.optional(),
    password: Password.optional(),
    expires_in_seconds: z.int().min(60).max(limits.tokenSeconds).optional().meta({ description: 'At most what the installation allows' }),
  })
  .refine(({ email, password }) => (email === undefined) === (password === undefined), {
    message: 'Send email and password, or neither when you are signed in',
    path: ['password'],
  });
export const TokenAnswer = z.object({ token: z.string(), token_type: z.literal('Bearer'), expires_at: Time }).meta({ id: 'Token' });
export const ForgotPasswordBody = z.strictObject({ email: Email });
export const ResetPasswordBody = z.strictObject({ token: SecretText, password: NewPassword });
export const ChangePasswordBody = z.strictObject({ current_password: Password, new_password: NewPassword });

export const Me = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string().nullable().meta({ description: 'Null for the owner who has no account yet' }),
    role: Role,
    scope: Scope.meta({ description: 'What this credential may do' }),
    signed_in_by: z.enum(['login', 'token', 'api_key', 'owner_token']),
    created_at: Time,
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;
export const UpdateMeBody = z.strictObject({ name: PersonName });
export const DeleteMeBody = z.strictObject({ password: Password });

export const CreateApiKeyBody = z.strictObject({
  name: PersonName,
  scope: Scope.default('read'),
  expires_in_days: z.int().min(1).max(limits.apiKeyDays).optional().meta({ description: 'Absent: it does not expire' }),
});
export const ApiKeyBody = z
  .object({
    id: Id,
    name: z.string(),
    scope: Scope,
    starts_with: z.string().meta({ description: 'To tell keys apart' }),
    expires_at: Time.nullable(),
    last_used_at: Time.nullable().meta({ description: 'To the minute' }),
    created_at: Time,
  })
  .meta({ id: 'ApiKey' });
export const CreatedApiKey = ApiKeyBody.extend({ key: z.string().meta({ description: 'Shown this once; only its hash is kept' }) }).meta({
  id: 'CreatedApiKey',
});

export const UserBody = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string().nullable(),
    role: Role,
    disabled: z.boolean().meta({ description: 'Cannot sign in, and whatever was signed in is not any more' }),
    created_at: Time,
  })
  .meta({ id: 'User' });
export const UserListQuery = ListQuery.extend({
  role: Role.optional(),
  q: z.string().trim().min(1).max(limits.titleChars).optional().meta({ description: 'A part of the name or the e-mail address' }),
});
export const UpdateUserBody = z.strictObject({ role: Role.optional(), disabled: z.boolean().optional() });
export const PasswordResetLink = z.object({ url: z.string(), expires_at: Time }).meta({ id: 'PasswordResetLink' });

export const CreateInvitationBody = z.strictObject({
  role: Role.default('teacher'),
  email: Email.optional().meta({ description: 'Only this address can use it; it is mailed there when the installation sends mail' }),
  expires_in_days: z.int().min(1).max(limits.invitationDays).default(7),
});
export const InvitationBody = z
  .object({
    id: Id,
    role: Role,
    email: z.string().nullable(),
    state: z.enum(['open', 'used', 'expired']),
    expires_at: Time,
    created_at: Time,
  })
  .meta({ id: 'Invitation' });
export const CreatedInvitation = InvitationBody.extend({
  invitation: z.string().meta({ description: 'For sign-up; shown this once' }),
  url: z.string(),
  mailed: z.boolean(),
}).meta({ id: 'CreatedInvitation' });
