/**
 * Two answers that crossed: a calm card on the record, never a dialog. Both values, who and when, one tap to choose. Setting
 * a third is the field itself, right there. Choosing is an edit like any other, and can be undone.
 */
import { Scale } from 'lucide-react';
import type { Conflict, ConflictCandidate } from '../../../shared/document/document.ts';
import { useMay } from '../../react/use-may.ts';
import { useConflicts, useHandle, useView } from '../../react/use-view.ts';
import type { RecordKind } from '../../../shared/document/schema.ts';
import { useWords } from '../messages/messages.ts';
import { useAct } from '../use-act.ts';
import { fieldName, roleWords, valueWords } from '../value-words.ts';
import { momentWords } from '../wording.ts';
import { Why } from './why.tsx';
import styles from './conflict-card.module.css';

export function ConflictCards({ root, id }: { readonly root: RecordKind | 'meta'; readonly id: string }) {
	const conflicts = useConflicts(root, id);
	return conflicts.map((conflict) => <ConflictCard key={conflict.field} conflict={conflict} />);
}

export function ConflictCard({
	conflict,
	nameOf: otherName = () => undefined,
}: {
	readonly conflict: Conflict;
	/** Of what is no person. */
	readonly nameOf?: (id: string) => string | undefined;
}) {
	const words = useWords();
	const { say } = words;
	const people = useView((view) => view.people);
	const act = useAct();
	const nameOf = (id: string) => people.get(id)?.name ?? otherName(id);
	const field = fieldName(conflict.field, words);
	const answer = useMay(conflict.root, conflict.record, conflict.field);
	const choose = ({ value }: ConflictCandidate) => {
		const { root, record } = conflict;
		const told = {
			text: say.conflict.resolved(valueWords(conflict.field, value, words, { nameOf })),
			undo: true,
		};
		const place = root === 'meta' ? {} : { id: record };
		act(`${root}.resolve`, { ...place, field: conflict.field, value }, told);
	};
	return (
		<section className={styles['card']} aria-label={say.conflict.title(field)}>
			<h3 className={styles['title']}>
				<Scale size={18} aria-hidden />
				{say.conflict.title(field)}
			</h3>
			<p className={styles['explain']}>{say.conflict.explain}</p>
			<div className={styles['options']}>
				{conflict.candidates.map((candidate) => (
					<button
						key={`${candidate.client} ${candidate.hlc}`}
						type="button"
						className={styles['option']}
						disabled={!answer.may}
						onClick={() => choose(candidate)}
					>
						{answer.may && <span className="heard-only">{say.conflict.choose} </span>}
						<span className={styles['value']}>
							{valueWords(conflict.field, candidate.value, words, { nameOf })}
						</span>
						<By candidate={candidate} />
						{candidate.winning && <span className={styles['counts']}>{say.conflict.counts}</span>}
					</button>
				))}
			</div>
			{answer.may ? (
				<p className={styles['by']}>{say.conflict.other}</p>
			) : (
				<Why reasons={[answer.reason]} label={say.conflict.notYours} />
			)}
		</section>
	);
}

/** By name if the writer is here, else by role. */
function By({ candidate }: { readonly candidate: ConflictCandidate }) {
	const words = useWords();
	const name = useHandle(
		({ presence }) => presence.find(({ client }) => client === candidate.client)?.person.name,
	);
	const when = momentWords(Math.floor(candidate.hlc / HLC_UNITS_PER_MS), words.locale);
	return (
		<span className={styles['by']}>
			{words.say.conflict.by(name ?? roleWords(candidate.role, words), when)}
		</span>
	);
}

const HLC_UNITS_PER_MS = 1_024;
