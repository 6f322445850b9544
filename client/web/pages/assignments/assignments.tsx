/** Who does what: everybody's parts and answers, one's own on top with the buttons to answer. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { sameDeep } from '../../../react/steady.ts';
import { useMay, useMayCreate } from '../../../react/use-may.ts';
import { usePerson, useView, useWedding } from '../../../react/use-view.ts';
import { Button } from '../../components/button.tsx';
import { Disc } from '../../components/disc.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import rowStyles from '../../components/row.module.css';
import { StatusPill } from '../../components/status-pill.tsx';
import { Why } from '../../components/why.tsx';
import { walkLines } from '../../list-keys.ts';
import { useWords } from '../../messages/messages.ts';
import { useAct } from '../../use-act.ts';
import { roleWords } from '../../value-words.ts';
import { dateWords, timeWords } from '../../wording.ts';
import { AskForm } from './ask-form.tsx';
import { type Duty, dutiesByPerson } from './assignment-groups.ts';
import styles from './assignments.module.css';

export function AssignmentsPage() {
	const { say } = useWords();
	const self = useWedding().person.id;
	const groups = useView(({ plan }) => dutiesByPerson(plan, self), sameDeep);
	const [isAsking, setAsking] = useState(false);
	const mayAsk = useMayCreate('assignments');
	return (
		<Page
			title={say.assignments.title}
			action={
				mayAsk.may &&
				!isAsking && (
					<Button onClick={() => setAsking(true)}>
						<Plus size={18} aria-hidden /> {say.assignments.add}
					</Button>
				)
			}
		>
			{!mayAsk.may && <Why reasons={[mayAsk.reason]} label={say.rights.ownOnly} />}
			{isAsking && mayAsk.may && <AskForm close={() => setAsking(false)} />}
			{groups.length === 0 && <Empty text={say.assignments.empty} />}
			<div onKeyDown={walkLines}>
				{groups.map(({ person, duties }) => (
					<PersonDuties key={person} id={person} duties={duties} isSelf={person === self} />
				))}
			</div>
		</Page>
	);
}

function PersonDuties({
	id,
	duties,
	isSelf,
}: {
	readonly id: string;
	readonly duties: readonly Duty[];
	readonly isSelf: boolean;
}) {
	const words = useWords();
	const person = usePerson(id);
	const name = person?.name ?? words.say.assignments.gone;
	return (
		<section className={styles['person']} aria-label={name}>
			<div className={styles['head']}>
				<Disc face={{ id, name, colour: person?.colour }} size="large" isDecorative />
				<div>
					<h2>{name}</h2>
					{person !== undefined && (
						<p className={styles['trade']}>{person.trade ?? roleWords(person.role, words)}</p>
					)}
				</div>
			</div>
			<ul className={styles['duties']}>
				{duties.map((duty) => (
					<DutyRow key={duty.key} duty={duty} isSelf={isSelf} />
				))}
			</ul>
		</section>
	);
}

function DutyRow({ duty, isSelf }: { readonly duty: Duty; readonly isSelf: boolean }) {
	const { say, locale } = useWords();
	const act = useAct();
	const assignment = useView(({ plan }) => plan.assignments.find(({ id }) => id === duty.assignment));
	const mayAnswer = useMay('assignments', duty.assignment, 'status').may;
	if (assignment === undefined) return null;
	const { id, part, status } = assignment;
	const answer = (given: 'accepted' | 'declined') =>
		act('assignments.change', { id, status: given }, { text: say.assignmentStatuses[given], undo: true });
	const page = duty.root === 'tasks' ? '/tasks' : '/run-sheet';
	const when =
		duty.at === undefined
			? ''
			: duty.root === 'tasks'
				? dateWords(duty.at, locale, 'short')
				: timeWords(duty.at, locale);
	return (
		<li className={styles['duty']}>
			<div>
				<Link
					className={`${rowStyles['link']} ${styles['what']}`}
					href={`${page}/${duty.record}`}
					data-line={duty.assignment}
				>
					{duty.title}
				</Link>
				<p className={styles['meta']}>{[when, part].filter(Boolean).join(' · ')}</p>
			</div>
			<StatusPill status={status} />
			{isSelf && mayAnswer && (status ?? 'asked') === 'asked' && (
				<div className={styles['answers']}>
					<Button look="main" onClick={() => answer('accepted')}>
						{say.assignments.accept}
					</Button>
					<Button onClick={() => answer('declined')}>{say.assignments.decline}</Button>
				</div>
			)}
		</li>
	);
}
