/** Asking somebody to help: who, with what, and what their part is. */
import { useState } from 'react';
import { newId } from '../../../../shared/ids.ts';
import { useDevice } from '../../../react/device.ts';
import { useView } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/choice-field.tsx';
import { PersonField } from '../../components/person-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { timeWords } from '../../wording.ts';
import styles from './assignments.module.css';

export function AskForm({ close }: { readonly close: () => void }) {
	const { say } = useWords();
	const { random } = useDevice();
	const act = useAct();
	const [person, setPerson] = useState<string | null>(null);
	const [on, setOn] = useState('');
	const [part, setPart] = useState('');
	const name = useView(({ people }) => people.get(person ?? '')?.name);
	const ask = () => {
		const input = { id: newId(random), on, person, ...(part === '' ? {} : { part }) };
		if (act('assignments.create', input, { text: say.assignments.asked(name ?? ''), undo: true })) close();
	};
	return (
		<form
			className={styles['ask']}
			aria-label={say.assignments.add}
			onSubmit={(event) => {
				event.preventDefault();
				ask();
			}}
		>
			<PersonField
				label={say.assignments.person}
				value={person}
				nobody={say.assignments.choosePerson}
				commit={setPerson}
			/>
			<SubjectField value={on} commit={setOn} />
			<TextField
				label={say.assignments.part}
				value={part}
				placeholder={say.assignments.partPlaceholder}
				commit={setPart}
			/>
			<div className={styles['buttons']}>
				<Button look="main" type="submit" disabled={name === undefined || on === ''}>
					{say.assignments.submit}
				</Button>
				<Button look="plain" onClick={close}>
					{say.app.close}
				</Button>
			</div>
		</form>
	);
}

function SubjectField({ value, commit }: { readonly value: string; readonly commit: (on: string) => void }) {
	const { say, locale } = useWords();
	const timeline = useView(({ plan }) => plan.timeline);
	const tasks = useView(({ plan }) => plan.tasks);
	return (
		<SelectField label={say.assignments.on} value={value} commit={commit}>
			<option value="">{say.assignments.chooseOn}</option>
			<optgroup label={say.assignments.timelineGroup}>
				{timeline.map(({ id, title, start }) => (
					<option key={id} value={`timeline:${id}`}>
						{start === undefined ? title : `${timeWords(start, locale)} ${title}`}
					</option>
				))}
			</optgroup>
			<optgroup label={say.assignments.tasksGroup}>
				{tasks
					.filter(({ status }) => status !== 'done')
					.map(({ id, title }) => (
						<option key={id} value={`task:${id}`}>
							{title}
						</option>
					))}
			</optgroup>
		</SelectField>
	);
}
