import { z } from 'zod';
import type { SourceSetting, TokenGrant } from '../contract.ts';
import { lane } from './shape.ts';

export const clientId = 'TWITCH_CLIENT_ID';
export const clientSecret = 'TWITCH_CLIENT_SECRET';

/** What an application registered at dev.twitch.tv is given. */
export const settings: readonly SourceSetting[] = [
  { name: clientId, title: 'Client ID of your application at dev.twitch.tv', kind: 'text', simulated: 'simulated-client' },
  { name: clientSecret, title: 'Client secret of that application', kind: 'secret', simulated: 'simulated-secret' },
];

const granted = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,500}$/),
  expires_in: z.number().positive(),
  token_type: z.string().nullish(),
});

/** An app access token: no person signs in, and only what is public can be read with it. It lasts about 60 days. */
export const grant: TokenGrant = {
  lane,
  request: (values) => ({
    url: 'https://id.twitch.tv/oauth2/token',
    form: { client_id: values[clientId] ?? '', client_secret: values[clientSecret] ?? '', grant_type: 'client_credentials' },
  }),
  read: (body) => {
    try {
      const parsed = granted.safeParse(JSON.parse(body));
      return parsed.success ? { token: parsed.data.access_token, expiresInMs: parsed.data.expires_in * 1000 } : null;
    } catch {
      return null;
    }
  },
};
