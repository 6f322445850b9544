/** One person, opened: name, role, trade, colour, and everything that is theirs. */
import { Link } from 'wouter';
import { roles } from '../../../../shared/access/roles.ts';
import type { Person, Task, TimelineItem } from '../../../../shared/document/schema.ts';
import { sameList } from '../../../react/steady.ts';
import { usePerson, useView } from '../../../react/use-view.ts';
import { ColourField, SelectField } from '../../components/choice-field.tsx';
import { ConflictCards } from '../../components/conflict-card.tsx';
import { DeleteButton } from '../../components/delete-button.tsx';
import { Disc } from '../../components/disc.tsx';
import { FieldPair } from '../../components/field.tsx';
import { Gone, RecordPanel } from '../../components/record-panel.tsx';
import { HeadingField, TextField } from '../../components/text-field.tsx';
import { colourOf, palette } from '../../initials.ts';
import { useWords } from '../../messages/messages.ts';
import { useEdit } from '../../use-edit.ts';
import { dateWords, timeWords } from '../../wording.ts';
import styles from './people.module.css';

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
	const { id } = person;
	const set = useEdit('people', id);
	return (
		<>
			<div className={styles['who']}>
				<Disc face={person} size="large" isDecorative />
				<HeadingField label={say.people.name} value={person.name} commit={(name) => set({ name })} />
			</div>
			<ConflictCards root="people" id={id} />
			<FieldPair>
				<SelectField
					label={say.people.role}
					value={person.role}
					options={roles.map((role) => [role, say.roleGroups[role]] as const)}
					commit={(role) => set({ role })}
				/>
				<TextField
					label={say.people.trade}
					value={person.trade ?? ''}
					placeholder={say.people.tradePlaceholder}
					commit={(trade) => set({ trade: trade.trim() || null })}
				/>
			</FieldPair>
			<ColourField
				label={say.people.colour}
				value={colourOf(person)}
				colours={palette}
				commit={(colour) => set({ colour })}
			/>
			<Theirs id={id} />
			<div>
				<DeleteButton root="people" id={id} title={person.name} close={close} />
			</div>
		</>
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
