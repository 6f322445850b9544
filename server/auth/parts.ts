/** Everything about who may act as whom, put together once: for the server, and for tests that run all of it in one process. */
import type { Clock } from '../../shared/clock.ts';
import type { Random } from '../../shared/random.ts';
import type { Email } from '../notify/channels/email.ts';
import { type Consenting, createConsenting } from '../notify/consent.ts';
import { createUnsubscribeLinks, type UnsubscribeLinks } from '../notify/unsubscribe.ts';
import { createPhotoLinks, type PhotoLinks } from '../photos/photo-links.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Store } from '../store/store.ts';
import { createLimiter, type Limiter } from './allowance.ts';
import { type Askers, createAskers } from './asker.ts';
import { createEmailSignIn, type EmailSignIn, type EmailSignInDeps } from './email-sign-in.ts';
import { createEntering, type Entering } from './entering.ts';
import { createInvitations, type Invitations } from './invitation.ts';
import type { KeyRing } from './key-ring.ts';
import { createLinks, type Links } from './link.ts';
import type { OperatorKey } from './operator-key.ts';
import { createOutboxCode, type OutboxCode } from './outbox-code.ts';
import { createRefreshTokens } from './refresh-token.ts';
import type { Secret } from './secret.ts';
import { createSessions, type Sessions } from './session.ts';
import { createTokens, type Tokens } from './token.ts';

export interface AuthParts {
	readonly tokens: Tokens;
	readonly askers: Askers;
	readonly links: Links;
	readonly sessions: Sessions;
	readonly invitations: Invitations;
	/** Coming in by an invitation's code. */
	readonly enter: Entering;
	readonly emailSignIn: EmailSignIn;
	/** What people agreed to, which is bound to their addresses by the same keyed hash as a sign-in. */
	readonly consenting: Consenting;
	readonly unsubscribeLinks: UnsubscribeLinks;
	readonly photoLinks: PhotoLinks;
	readonly limiter: Limiter;
	/** What opens the development outbox. */
	readonly outboxCode: OutboxCode;
	readonly url: () => string;
}

export interface AuthDeps {
	readonly secret: Secret;
	readonly keyRing: KeyRing;
	readonly operatorKey: OperatorKey;
	readonly store: Store;
	readonly rooms: Pick<Rooms, 'open' | 'dismiss'>;
	readonly email: Email;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: EmailSignInDeps['log'];
	/** The address people open, without a slash at its end. */
	readonly url: () => string;
}

export function createAuth(deps: AuthDeps): AuthParts {
	const { secret, rooms, clock } = deps;
	const tokens = createTokens(secret, clock, deps.keyRing);
	const limiter = createLimiter(clock);
	const refreshTokens = createRefreshTokens(secret);
	const sessions = createSessions({ ...deps, tokens, refreshTokens, dismiss: rooms.dismiss });
	const invitations = createInvitations(deps);
	const emailSignIn = createEmailSignIn({ ...deps, invitations, limiter });
	const { hash } = emailSignIn;
	return {
		tokens,
		askers: createAskers({ ...deps, tokens }),
		links: createLinks(deps),
		sessions,
		invitations,
		enter: createEntering({ ...deps, sessions, limiter }),
		emailSignIn,
		consenting: createConsenting({ store: deps.store, clock, hash }),
		unsubscribeLinks: createUnsubscribeLinks({ secret, hash, url: deps.url }),
		photoLinks: createPhotoLinks({ secret, url: deps.url }),
		limiter,
		outboxCode: createOutboxCode(secret),
		url: deps.url,
	};
}
