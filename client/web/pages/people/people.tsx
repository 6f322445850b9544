/** Everybody in the wedding, by role, who of them is here right now, and for those who look after it: inviting and bringing back. */
import { Grid3x3, Plus, UserPlus } from 'lucide-react';
import { memo, useCallback, useState } from 'react';
import { Link } from 'wouter';
import { useNow } from '../../../react/device.ts';
import { sameDeep } from '../../../react/steady.ts';
import { useMayCreate } from '../../../react/use-may.ts';
import { useHandle, usePerson, useView, useWedding } from '../../../react/use-view.ts';
import { useParts } from '../../app-parts.ts';
import { ActivityWord } from '../../components/activity.tsx';
import { Button } from '../../components/button.tsx';
import { Disc } from '../../components/disc.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page, Section } from '../../components/page.tsx';
import rowStyles from '../../components/row.module.css';
import { Why } from '../../components/why.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { lastSeen } from '../../relay/devices.ts';
import { type NewInvite, openInvites } from '../../relay/invites.ts';
import { useAsked } from '../../use-asked.ts';
import { useRecordRoute } from '../../use-record-route.ts';
import { agoWords } from '../../wording.ts';
import { AddPerson } from './add-person.tsx';
import { InviteForm } from './invite-form.tsx';
import { InviteLink } from './invite-link.tsx';
import { OpenInvites } from './open-invites.tsx';
import { loadOf, peopleGroups } from './people-groups.ts';
import { PersonPanel } from './person-panel.tsx';
import styles from './people.module.css';
import { RemovedPeople } from './removed-people.tsx';

export function PeoplePage() {
	const { say } = useWords();
	const route = useRecordRoute('/people');
	const groups = useView(({ plan }) => peopleGroups(plan.people), sameDeep);
	const count = useView(({ plan }) => plan.people.length);
	const mayInvite = useMayCreate('people');
	const seen = useLastSeen(mayInvite.may);
	return (
		<Page
			title={say.people.title}
			sub={say.people.count(count)}
			action={
				<Link href="/access" className={styles['matrix']}>
					<Grid3x3 size={18} aria-hidden /> {say.access.title}
				</Link>
			}
			panel={
				route.id === undefined ? undefined : <PersonPanel key={route.id} id={route.id} close={route.close} />
			}
		>
			{mayInvite.may ? <Coming /> : <Why reasons={[mayInvite.reason]} label={say.people.notYours} />}
			{groups.length === 0 && <Empty text={say.people.empty} />}
			<div onKeyDown={walkLines}>
				{groups.map(({ role, ids }) => (
					<Section key={role} title={say.roleGroups[role]} count={ids.length}>
						<ul>
							{ids.map((id) => (
								<PersonRow
									key={id}
									id={id}
									href={route.hrefOf(id)}
									seenAt={seen.get(id)}
									isOpen={route.id === id}
								/>
							))}
						</ul>
					</Section>
				))}
			</div>
			{mayInvite.may && <RemovedPeople />}
		</Page>
	);
}

function useLastSeen(isAsked: boolean): ReadonlyMap<string, number> {
	const { relay } = useParts();
	const { id } = useWedding();
	const { value } = useAsked(
		useCallback(
			async () => (isAsked ? lastSeen(relay, id) : ({ ok: true, value: NOBODY } as const)),
			[relay, id, isAsked],
		),
	);
	return value ?? NOBODY;
}

function Seen({ at }: { readonly at: number }) {
	const words = useWords();
	return <span className={styles['seen']}>{agoWords(useNow(60_000) - at, words)}</span>;
}

const NOBODY: ReadonlyMap<string, number> = new Map();

type Doing = 'nothing' | 'inviting' | 'adding' | { readonly made: NewInvite };

/** Who comes: the two ways in, and the invitations that are still open. */
function Coming() {
	const { say } = useWords();
	const { relay } = useParts();
	const { id } = useWedding();
	const [doing, setDoing] = useState<Doing>('nothing');
	const asked = useAsked(useCallback(() => openInvites(relay, id), [relay, id]));
	const close = () => setDoing('nothing');
	const made = (invite: NewInvite) => {
		setDoing({ made: invite });
		asked.again();
	};
	return (
		<>
			{doing === 'nothing' && (
				<div className={styles['ways']}>
					<Button look="main" onClick={() => setDoing('inviting')}>
						<UserPlus size={18} aria-hidden /> {say.invites.title}
					</Button>
					<Button onClick={() => setDoing('adding')}>
						<Plus size={18} aria-hidden /> {say.people.add}
					</Button>
				</div>
			)}
			{doing === 'inviting' && <InviteForm made={made} close={close} />}
			{doing === 'adding' && <AddPerson close={close} />}
			{typeof doing === 'object' && <InviteLink invite={doing.made} close={close} />}
			<OpenInvites asked={asked} />
		</>
	);
}

const PersonRow = memo(function PersonRow({
	id,
	href,
	seenAt,
	isOpen,
}: {
	readonly id: string;
	readonly href: string;
	/** On whichever device; known to those who look after the people. */
	readonly seenAt: number | undefined;
	readonly isOpen: boolean;
}) {
	const { say } = useWords();
	const person = usePerson(id);
	const load = useView(({ plan }) => loadOf(plan, id), sameDeep);
	const isHere = useHandle(({ presence }) => presence.some((peer) => peer.person.id === id));
	if (person === undefined) return null;
	return (
		<li className={isOpen ? `${rowStyles['row']} ${rowStyles['open']}` : rowStyles['row']}>
			<Disc face={person} size="large" isDecorative />
			<div className={rowStyles['body']}>
				<Link href={href} className={rowStyles['link']} data-line={id} aria-current={isOpen || undefined}>
					<span className={`${rowStyles['title']} ${styles['name']}`}>{person.name}</span>
				</Link>
				<div className={rowStyles['meta']}>
					{person.trade !== undefined && <span>{person.trade}</span>}
					{load.tasks > 0 && <span>{say.people.tasks(load.tasks)}</span>}
					{load.moments > 0 && <span>{say.people.moments(load.moments)}</span>}
				</div>
			</div>
			<div className={`${rowStyles['end']} ${styles['end']}`}>
				<ActivityWord person={id} />
				{isHere && <span className={styles['here']}>{say.people.here}</span>}
				{!isHere && seenAt !== undefined && <Seen at={seenAt} />}
			</div>
		</li>
	);
});
