/**
 * Who is asking: a person of a wedding, the operator, or nobody. The single place that turns a bearer into a `Principal`,
 * for HTTP and sockets alike; the role is read from the wedding's members each time, and a removed member is nobody.
 */
import type { PersonId, WeddingId } from '../../shared/ids.ts';
import type { Store } from '../store/store.ts';
import type { OperatorKey } from './operator-key.ts';
import type { Principal } from './principal.ts';
import type { TokenFault, Tokens } from './token.ts';

export type Asker =
	| { readonly kind: 'person'; readonly principal: Principal }
	| { readonly kind: 'operator' }
	| { readonly kind: 'nobody'; readonly why: 'missing' | TokenFault | 'removed' };

export interface Askers {
	/** From an `Authorization` header. */
	ofHeader(header: string | undefined): Promise<Asker>;
	/** From the token of a socket: the person, or undefined for everybody else. */
	authenticate(token: string): Promise<Principal | undefined>;
}

export interface AskerDeps {
	readonly tokens: Tokens;
	readonly operatorKey: OperatorKey;
	readonly store: Pick<Store, 'members'>;
}

export function createAskers({ tokens, operatorKey, store }: AskerDeps): Askers {
	const ofToken = async (token: string): Promise<Asker> => {
		const bearer = await tokens.verify(token);
		if (!bearer.ok) return { kind: 'nobody', why: bearer.error };
		const { wedding, person, device } = bearer.value;
		const principal = await memberOf(store, wedding, person);
		if (principal === undefined) return { kind: 'nobody', why: 'removed' };
		return { kind: 'person', principal: device === undefined ? principal : { ...principal, device } };
	};
	return {
		async ofHeader(header) {
			const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
			if (token === undefined) return { kind: 'nobody', why: header === undefined ? 'missing' : 'malformed' };
			if (operatorKey.matches(token)) return { kind: 'operator' };
			const asker = await ofToken(token);
			const isOther = asker.kind === 'nobody' && asker.why === 'malformed';
			return isOther && (await tokens.verifyOperator(token)) ? { kind: 'operator' } : asker;
		},
		async authenticate(token) {
			const asker = await ofToken(token);
			return asker.kind === 'person' ? asker.principal : undefined;
		},
	};
}

/** A person as the wedding sees them now. */
export async function memberOf(
	store: Pick<Store, 'members'>,
	wedding: WeddingId,
	person: PersonId,
): Promise<Principal | undefined> {
	const member = (await store.members(wedding)).find(
		(one) => one.person === person && one.removedAt === undefined,
	);
	return member === undefined ? undefined : { wedding, person, name: member.name, role: member.role };
}
