/** Invitations that somebody can still use: for whom, how often, until when; each can be taken back. */
import { Link2 } from 'lucide-react';
import { useDevice } from '../../../react/device.ts';
import { useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { Section } from '../../components/page.tsx';
import rowStyles from '../../components/row.module.css';
import { SureButton } from '../../components/sure-button.tsx';
import { useFaultWords } from '../../fault-words.ts';
import { useWords } from '../../messages/messages.ts';
import { type Invite, isUsable, revokeInvite } from '../../relay/invites.ts';
import type { Asked } from '../../use-asked.ts';
import { momentWords } from '../../wording.ts';
import styles from './invite.module.css';

export function OpenInvites({ asked }: { readonly asked: Asked<readonly Invite[]> }) {
	const { say } = useWords();
	const { relay, notices } = useParts();
	const { clock } = useDevice();
	const wedding = useWedding();
	const faultWords = useFaultWords();
	const { value, fault, again } = asked;
	const open = (value ?? []).filter((invite) => isUsable(invite, clock.now()));
	const revoke = async ({ id }: Invite) => {
		const answer = await revokeInvite(relay, wedding.id, id);
		if (answer.ok) notices.say({ text: say.invites.revoked, tone: 'calm' });
		else notices.say({ text: faultWords(answer.error), tone: 'bad' });
		again();
	};
	if (value === undefined && fault === undefined) return null;
	return (
		<Section title={say.invites.open} count={open.length}>
			{fault !== undefined && <p className={styles['quiet']}>{faultWords(fault)}</p>}
			{value !== undefined && open.length === 0 && <p className={styles['quiet']}>{say.invites.none}</p>}
			<ul>
				{open.map((invite) => (
					<InviteRow key={invite.id} invite={invite} revoke={() => void revoke(invite)} />
				))}
			</ul>
		</Section>
	);
}

function InviteRow({
	invite: { role, trade, name, uses, used, expiresAt },
	revoke,
}: {
	readonly invite: Invite;
	readonly revoke: () => void;
}) {
	const { say, locale } = useWords();
	const title = name ?? trade ?? say.roleNames[role];
	return (
		<li className={rowStyles['row']}>
			<span className={styles['glyph']} aria-hidden>
				<Link2 size={18} />
			</span>
			<div className={rowStyles['body']}>
				<span className={rowStyles['title']}>{title}</span>
				<div className={rowStyles['meta']}>
					{title !== say.roleNames[role] && <span>{say.roleNames[role]}</span>}
					<span>{say.invites.used(used, uses)}</span>
					<span>{say.invites.until(momentWords(Date.parse(expiresAt), locale))}</span>
				</div>
			</div>
			<div className={rowStyles['end']}>
				<SureButton act={revoke} sure={say.invites.revokeSure} label={say.invites.revokeOf(title)}>
					{say.invites.revoke}
				</SureButton>
			</div>
		</li>
	);
}
