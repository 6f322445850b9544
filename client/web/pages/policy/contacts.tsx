/** Who hears next when nobody reacts: people in an order, moved by buttons, since a list that must be right is not dragged. */
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { personId } from '../../../../shared/ids.ts';
import { useView } from '../../../react/use-view.ts';
import { IconButton } from '../../components/button.tsx';
import { Disc } from '../../components/disc.tsx';
import { Section } from '../../components/page.tsx';
import { PersonField } from '../../components/person-field.tsx';
import { useAllWords } from '../../messages/all-words.ts';
import type { PolicyPart } from './policy.tsx';
import styles from './policy.module.css';

export function Contacts({ policy, change }: PolicyPart) {
	const { say } = useAllWords();
	const people = useView((view) => view.people);
	const contacts = policy.contacts ?? [];
	const move = (from: number, by: number) => {
		const next = [...contacts];
		const [moved] = next.splice(from, 1);
		if (moved !== undefined) next.splice(from + by, 0, moved);
		change({ contacts: next });
	};
	const nameOf = (id: string) => people.get(id)?.name ?? id;
	return (
		<Section title={say.policy.contacts}>
			<div className={styles['stack']}>
				<p className={styles['hint']}>{say.policy.contactsHint}</p>
				{contacts.length === 0 && <p className={styles['hint']}>{say.policy.contactsNone}</p>}
				<ol className={styles['contacts']}>
					{contacts.map((id, index) => (
						<li key={id}>
							<Disc
								face={{ id, name: nameOf(id), colour: people.get(id)?.colour }}
								size="small"
								isDecorative
							/>
							<span>{nameOf(id)}</span>
							<IconButton
								label={say.policy.up(nameOf(id))}
								disabled={index === 0}
								onClick={() => move(index, -1)}
							>
								<ArrowUp size={18} aria-hidden />
							</IconButton>
							<IconButton
								label={say.policy.down(nameOf(id))}
								disabled={index === contacts.length - 1}
								onClick={() => move(index, 1)}
							>
								<ArrowDown size={18} aria-hidden />
							</IconButton>
							<IconButton
								label={say.policy.remove(nameOf(id))}
								onClick={() => change({ contacts: contacts.filter((one) => one !== id) })}
							>
								<X size={18} aria-hidden />
							</IconButton>
						</li>
					))}
				</ol>
				<PersonField
					label={say.policy.addContact}
					value={null}
					nobody={say.assignments.choosePerson}
					commit={(chosen) => {
						const id = personId.safeParse(chosen).data;
						if (id !== undefined && !contacts.includes(id)) change({ contacts: [...contacts, id] });
					}}
				/>
			</div>
		</Section>
	);
}
