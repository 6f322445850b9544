/** Choosing a person, or nobody, among everybody in the wedding, in the order of their roles. */
import { roles } from '../../../shared/access/roles.ts';
import { sameList } from '../../react/steady.ts';
import { useView } from '../../react/use-view.ts';
import { useWords } from '../messages/messages.ts';
import { SelectField } from './choice-field.tsx';

export function PersonField({
	label,
	value,
	commit,
	nobody,
}: {
	readonly label: string;
	readonly value: string | null | undefined;
	readonly commit: (person: string | null) => void;
	/** What it says when nobody is chosen. */
	readonly nobody: string;
}) {
	const { say } = useWords();
	const people = useView(({ plan }) => plan.people, sameList);
	const groups = roles
		.map((role) => ({ role, members: people.filter((person) => person.role === role) }))
		.filter(({ members }) => members.length > 0);
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
