/** Choosing a person, or nobody, among everybody in the wedding, in the order of their roles. */
import { roles } from '../../../shared/access/roles.ts';
import { sameList } from '../../react/steady.ts';
import { usePerson, useView } from '../../react/use-view.ts';
import { useWords } from '../messages/messages.ts';
import { SelectField } from './choice-field.tsx';
import { Disc } from './disc.tsx';
import styles from './field.module.css';
import { Reading } from './reading.tsx';

export function PersonField({
	label,
	value,
	commit,
	nobody,
	isLocked = false,
}: {
	readonly label: string;
	readonly value: string | null | undefined;
	readonly commit: (person: string | null) => void;
	/** What it says when nobody is chosen. */
	readonly nobody: string;
	/** To be read, not changed. */
	readonly isLocked?: boolean;
}) {
	const { say } = useWords();
	const chosen = usePerson(value);
	const people = useView(({ plan }) => plan.people, sameList);
	const groups = roles
		.map((role) => ({ role, members: people.filter((person) => person.role === role) }))
		.filter(({ members }) => members.length > 0);
	if (isLocked) {
		return (
			<Reading label={label}>
				{chosen === undefined ? (
					nobody
				) : (
					<span className={styles['person']}>
						<Disc face={chosen} size="small" isDecorative /> {chosen.name}
					</span>
				)}
			</Reading>
		);
	}
	return (
		<SelectField label={label} value={value ?? ''} commit={(id) => commit(id === '' ? null : id)}>
			<option value="">{nobody}</option>
			{groups.map(({ role, members }) => (
				<optgroup key={role} label={say.roleGroups[role]}>
					{members.map(({ id, name, trade }) => (
						<option key={id} value={id}>
							{trade === undefined ? name : `${name} · ${trade}`}
						</option>
					))}
				</optgroup>
			))}
		</SelectField>
	);
}
