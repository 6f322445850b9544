/** One person, opened: name, role and what it means, trade, colour, what is theirs, their devices, and the way out. */
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { appoints, permissions } from '../../../../shared/access/permissions.ts';
import { type Role, roles } from '../../../../shared/access/roles.ts';
import type { Person, Task, TimelineItem } from '../../../../shared/document/schema.ts';
import { sameList } from '../../../react/steady.ts';
import { useMay, useMayCreate, useRights } from '../../../react/use-may.ts';
import { usePerson, useView, useWedding } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { ColourField, SelectField, SwitchField } from '../../components/choice-field.tsx';
import { ConflictCards } from '../../components/conflict-card.tsx';
import { DeleteButton } from '../../components/delete-button.tsx';
import { DeviceList } from '../../components/device-list.tsx';
import { Disc } from '../../components/disc.tsx';
import { Gone, RecordPanel } from '../../components/record-panel.tsx';
import { HeadingField, TextField } from '../../components/text-field.tsx';
import { Why } from '../../components/why.tsx';
import { colourOf, palette } from '../../initials.ts';
import { useWords } from '../../messages/messages.ts';
import type { NewInvite } from '../../relay/invites.ts';
import { useEdit } from '../../use-edit.ts';
import { dateWords, timeWords } from '../../wording.ts';
import { InviteLink } from './invite-link.tsx';
import styles from './people.module.css';
import { useInvitePerson } from './use-invite-person.ts';

export function PersonPanel({ id, close }: { readonly id: string; readonly close: () => void }) {
	const { say } = useWords();
	const person = usePerson(id);
	return (
		<RecordPanel root="people" id={id} kind={say.people.person} close={close}>
			{person === undefined ? <Gone text={say.people.gone} /> : <Fields person={person} close={close} />}
		</RecordPanel>
	);
}

function Fields({ person, close }: { readonly person: Person; readonly close: () => void }) {
	const { say } = useWords();
	const { id, name, role } = person;
	const set = useEdit('people', id);
	const { isLocked, isReadOnly, reasons } = useRights('people', id);
	const mayName = useMay('people', id, 'deputy').may;
	return (
		<>
			<div className={styles['who']}>
				<Disc face={person} size="large" isDecorative />
				<HeadingField
					label={say.people.name}
					value={name}
					commit={(text) => set({ name: text })}
					isLocked={isLocked('name')}
				/>
			</div>
			<ConflictCards root="people" id={id} />
			<RoleField person={person} commit={(next) => set({ role: next })} isLocked={isLocked('role')} />
			<TextField
				label={say.people.trade}
				value={person.trade ?? ''}
				placeholder={say.people.tradePlaceholder}
				commit={(trade) => set({ trade: trade.trim() || null })}
				isLocked={isLocked('trade')}
			/>
			<ColourField
				label={say.people.colour}
				value={colourOf(person)}
				colours={palette}
				commit={(colour) => set({ colour })}
				isLocked={isLocked('colour')}
			/>
			{deputies.includes(role) && (mayName || person.deputy === true) && (
				<SwitchField
					label={say.people.deputy}
					value={person.deputy === true}
					commit={(isDeputy) => set({ deputy: isDeputy || null })}
					isLocked={!mayName}
				/>
			)}
			<Theirs id={id} />
			<Access person={person} />
			<Why reasons={reasons} label={isReadOnly ? undefined : say.rights.partly} />
			<div>
				<DeleteButton root="people" id={id} title={name} label={say.people.remove(name)} close={close} />
			</div>
		</>
	);
}

/** Only what one's own role may give; the role that stands is always among it. */
function RoleField({
	person: { id, role },
	commit,
	isLocked,
}: {
	readonly person: Person;
	readonly commit: (role: Role) => void;
	readonly isLocked: boolean;
}) {
	const { say } = useWords();
	const self = useView(({ wedding, people }) => people.get(wedding.person.id));
	const given: readonly Role[] = self === undefined ? [] : appoints[self.role];
	const offered = roles.filter((name) => name === role || given.includes(name));
	return (
		<div>
			<SelectField
				label={say.people.role}
				value={role}
				options={offered.map((name) => [name, say.roleNames[name]] as const)}
				commit={commit}
				isLocked={isLocked || self?.id === id}
			/>
			<p className="hint">{permissions[role].why}</p>
		</div>
	);
}

/** For those who look after the people: a link for this one, and the devices they are signed in on. */
function Access({ person: { id, name, role } }: { readonly person: Person }) {
	const { say } = useWords();
	const wedding = useWedding();
	const mayManage = useMayCreate('people').may;
	const [made, setMade] = useState<NewInvite | undefined>(undefined);
	const { invite, isWorking } = useInvitePerson(setMade);
	if (!mayManage || role === 'service' || role === 'support') return null;
	const self: string = wedding.person.id;
	const isSelf = self === id;
	return (
		<section aria-label={say.devices.theirs}>
			<h3 className={styles['subtitle']}>{say.devices.theirs}</h3>
			{isSelf ? <DeviceList wedding={wedding.id} /> : <DeviceList wedding={wedding.id} person={id} />}
			{made === undefined && (
				<Button disabled={isWorking} onClick={() => invite({ person: id, role, name })}>
					<UserPlus size={18} aria-hidden /> {say.invites.person(name)}
				</Button>
			)}
			{made !== undefined && <InviteLink invite={made} close={() => setMade(undefined)} />}
		</section>
	);
}

function Theirs({ id }: { readonly id: string }) {
	const { say, locale } = useWords();
	const moments: readonly TimelineItem[] = useView(
		({ plan }) => plan.timeline.filter(({ owner }) => owner === id),
		sameList,
	);
	const tasks: readonly Task[] = useView(
		({ plan }) => plan.tasks.filter(({ owner, status }) => owner === id && status !== 'done'),
		sameList,
	);
	return (
		<section aria-label={say.people.theirs}>
			<h3 className={styles['subtitle']}>{say.people.theirs}</h3>
			<div className={styles['theirs']}>
				{moments.length + tasks.length === 0 && <p>{say.people.nothing}</p>}
				{moments.map((item) => (
					<Link key={item.id} href={`/run-sheet/${item.id}`}>
						{item.title}
						<span className={styles['when']}>
							{item.start === undefined ? '' : timeWords(item.start, locale)}
						</span>
					</Link>
				))}
				{tasks.map((task) => (
					<Link key={task.id} href={`/tasks/${task.id}`}>
						{task.title}
						<span className={styles['when']}>
							{task.due === undefined ? '' : dateWords(task.due, locale, 'short')}
						</span>
					</Link>
				))}
			</div>
		</section>
	);
}

/** Whom the couple may name: those who do not have everything already, and are at work. */
const deputies: readonly Role[] = ['family', 'party', 'venue', 'vendor', 'helper'];
